// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"unicore/pools"
)

// Baked is what the final link noted in the image.
type Baked struct {
	Target    string    `json:"target"`
	SDK       string    `json:"sdk"`
	Libraries []Library `json:"libraries"`
}

// Library is one that has a part in an image.
type Library struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	License string `json:"license"`
	// Pool is empty for the compiler's own library.
	Pool string `json:"pool,omitempty"`
	// Hash is pools.Library.Hash.
	Hash string `json:"hash,omitempty"`
	// Source is the archive of other people's code that it is made of, with
	// its hash, the Debian package that has it, and its address.
	Source string `json:"source,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Debian string `json:"debian,omitempty"`
	URL    string `json:"url,omitempty"`
	// Needs are the libraries of the image that it is compiled against.
	Needs []string `json:"needs,omitempty"`
	Bytes int64    `json:"bytes"`
}

var errBaked = errors.New("the note of its libraries is damaged")

// readBaked reads the note, whose form wrappers/note.go tells.
func (img *Image) readBaked(text []byte) error {
	head, list, ok := strings.Cut(printableLines(text), "\n\n")
	if !ok {
		return errBaked
	}
	img.Baked = Baked{Libraries: []Library{}}
	license := ""
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "target":
			img.Target = value
		case "sdk":
			img.SDK = value
		case "license":
			license = value
		}
	}
	var needs [][]int
	for line := range strings.SplitSeq(strings.TrimSuffix(list, "\n"), "\n") {
		if line == "" {
			continue
		}
		if more, ok := strings.CutPrefix(line, " "); ok {
			if len(img.Libraries) == 0 || !img.Libraries[len(img.Libraries)-1].attribute(more) {
				return errBaked
			}
			continue
		}
		l, of, ok := readLibrary(line)
		if !ok {
			return errBaked
		}
		img.Libraries = append(img.Libraries, l)
		needs = append(needs, of)
	}
	for i := range img.Libraries {
		l := &img.Libraries[i]
		if l.License == "" {
			l.License = license
		}
		if l.Pool == "" && l.Hash != "" {
			l.Pool = pools.MainPool
		}
		for _, n := range needs[i] {
			if n < 0 || n >= len(img.Libraries) {
				return errBaked
			}
			l.Needs = append(l.Needs, img.Libraries[n].Name)
		}
	}
	return nil
}

// readLibrary reads a line "name bytes hash needs".
func readLibrary(line string) (l Library, needs []int, ok bool) {
	words := strings.Split(line, " ")
	if len(words) < 3 || words[0] == "" {
		return l, nil, false
	}
	l.Name = words[0]
	var err error
	if l.Bytes, err = strconv.ParseInt(words[1], 10, 64); err != nil || l.Bytes < 0 {
		return l, nil, false
	}
	if l.Hash, ok = hashText(words[2]); !ok {
		return l, nil, false
	}
	if len(words) > 3 {
		for n := range strings.SplitSeq(words[3], ",") {
			at, err := strconv.Atoi(n)
			if err != nil {
				return l, nil, false
			}
			needs = append(needs, at)
		}
	}
	return l, needs, true
}

// attribute takes a line "key value"; a key that is not known is another
// version's.
func (l *Library) attribute(line string) (ok bool) {
	key, value, ok := strings.Cut(line, " ")
	switch key {
	case "version":
		l.Version = value
	case "license":
		l.License = value
	case "pool":
		l.Pool = value
	case "source":
		l.Source = value
	case "debian":
		l.Debian = value
	case "url":
		l.URL = value
	case "sha256":
		l.SHA256, ok = hashText(value)
	}
	return ok
}

// printableLines is text without what a terminal would obey to, lines apart.
func printableLines(text []byte) string {
	lines := strings.Split(string(text), "\n")
	for i, l := range lines {
		lines[i] = printable([]byte(l))
	}
	return strings.Join(lines, "\n")
}

// hashText is a note's hash in hexadecimal; "-" is none.
func hashText(text string) (string, bool) {
	if text == "-" {
		return "", true
	}
	sum, err := base64.RawStdEncoding.DecodeString(text)
	return hex.EncodeToString(sum), err == nil && len(sum) == sha256.Size
}
