// SPDX-License-Identifier: BSD-3-Clause

package part

import (
	"reflect"
	"strings"
	"testing"
)

var someObjects = []Object{
	{"musl", "libc.a", "printf.o", []Range{{0x200000, 16}, {0x200010, 1}, {0x300000, 1 << 40}}},
	{"", "", "<script>.o", []Range{{1, 2}}},
	{"", "lib.a", "empty.o", nil},
}

func TestMap(t *testing.T) {
	for _, objects := range [][]Object{nil, someObjects} {
		got, err := DecodeMap(EncodeMap(objects))
		if err != nil || !reflect.DeepEqual(got, objects) {
			t.Errorf("%v %v", got, err)
		}
	}
}

func TestMapDamaged(t *testing.T) {
	whole := string(EncodeMap(someObjects))
	for i := range whole {
		if _, err := DecodeMap([]byte(whole[:i])); err == nil {
			t.Errorf("cut at %d: no error", i)
		}
	}
	huge := strings.Repeat("\xff", 9) + "\x01"
	for _, bad := range []string{whole + "x", mapMagic + huge, mapMagic + "\x01" + huge, mapMagic + "\x01\x00\x00\x00" + huge,
		mapMagic + "\x01\x00\x00\x00\x02\x01" + huge + "\x01\x01"} {
		if _, err := DecodeMap([]byte(bad)); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

func FuzzMap(f *testing.F) {
	f.Add(EncodeMap(someObjects))
	f.Fuzz(func(t *testing.T, data []byte) {
		objects, err := DecodeMap(data)
		if err != nil {
			return
		}
		again, err := DecodeMap(EncodeMap(objects))
		if err != nil || !reflect.DeepEqual(objects, again) {
			t.Errorf("%v, then %v %v", objects, again, err)
		}
	})
}
