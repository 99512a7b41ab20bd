// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"math"
	"math/bits"
)

type numberKind uint8

const (
	notNumber numberKind = iota
	signed
	unsigned
)

// number reads the value of a symbol of type t for a comparison.
func number(s string, t Type) (int64, numberKind) {
	base, kind := 0, signed
	switch t {
	case Bool, TristateType:
		switch s {
		case "n":
			return 0, signed
		case "m":
			return 1, signed
		case "y":
			return 2, signed
		}
		return -1, signed
	case Int:
		base = 10
	case Hex:
		base, kind = 16, unsigned
	}
	mag, neg, rest, over := digits(s, base)
	if over || rest != "" || s == "" {
		return 0, notNumber
	}
	if kind == signed {
		if neg && mag > 1<<63 || !neg && mag > math.MaxInt64 {
			return 0, notNumber
		}
	}
	if neg {
		mag = -mag
	}
	return int64(mag), kind
}

// bound reads as much of s as is a number, like strtoll: no more than the
// range of the type, and 0 for what is none.
func bound(s string, base int) int64 {
	mag, neg, _, over := digits(s, base)
	switch {
	case neg && (over || mag > 1<<63):
		return math.MinInt64
	case !neg && (over || mag > math.MaxInt64):
		return math.MaxInt64
	case neg:
		return -int64(mag)
	}
	return int64(mag)
}

// digits splits blanks, a sign, a prefix and digits off s. A base of 0 means
// that the prefix decides.
func digits(s string, base int) (mag uint64, neg bool, rest string, over bool) {
	t := s
	for len(t) > 0 && (t[0] == ' ' || t[0] >= '\t' && t[0] <= '\r') {
		t = t[1:]
	}
	if len(t) > 0 && (t[0] == '-' || t[0] == '+') {
		neg = t[0] == '-'
		t = t[1:]
	}
	if (base == 0 || base == 16) && len(t) > 2 && t[0] == '0' && t[1]|0x20 == 'x' && digitValue(t[2]) < 16 {
		t, base = t[2:], 16
	}
	if base == 0 {
		base = 10
		if len(t) > 0 && t[0] == '0' {
			base = 8
		}
	}
	i := 0
	for ; i < len(t) && digitValue(t[i]) < base; i++ {
		hi, lo := bits.Mul64(mag, uint64(base))
		sum, carry := bits.Add64(lo, uint64(digitValue(t[i])), 0)
		mag, over = sum, over || hi != 0 || carry != 0
	}
	if i == 0 {
		return 0, false, s, false
	}
	return mag, neg, t[i:], over
}

func digitValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return 99
}

// validNumber reports whether s may be given to an int or hex symbol.
func validNumber(s string, t Type) bool {
	base := 10
	if t == Hex {
		base = 16
		if len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
			s = s[2:]
		}
	} else {
		if len(s) > 0 && s[0] == '-' {
			s = s[1:]
		}
		if len(s) > 1 && s[0] == '0' {
			return false
		}
	}
	for i := range len(s) {
		if digitValue(s[i]) >= base {
			return false
		}
	}
	return s != ""
}
