// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"

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

// readBaked reads the note, in which a library without a licence has the
// note's, one without a pool is of the main pool, hashes are in base 64, and
// needs are places in the list.
func (img *Image) readBaked(text []byte) error {
	var note struct {
		Target, SDK, License string
		Libraries            []struct {
			Name, Version, License, Pool, Hash, Source, SHA256, Debian, URL string
			Needs                                                           []int
			Bytes                                                           int64
		}
	}
	if err := json.Unmarshal(text, &note); err != nil {
		return errBaked
	}
	clean := func(s string) string { return printable([]byte(s)) }
	img.Baked = Baked{Target: clean(note.Target), SDK: clean(note.SDK), Libraries: []Library{}}
	for _, l := range note.Libraries {
		to := Library{Name: clean(l.Name), Version: clean(l.Version), License: clean(l.License), Pool: clean(l.Pool),
			Source: clean(l.Source), Debian: clean(l.Debian), URL: clean(l.URL), Bytes: l.Bytes}
		if to.License == "" {
			to.License = clean(note.License)
		}
		if to.Pool == "" && l.Hash != "" {
			to.Pool = pools.MainPool
		}
		var ok bool
		if to.Hash, ok = hashText(l.Hash); !ok {
			return errBaked
		}
		if to.SHA256, ok = hashText(l.SHA256); !ok {
			return errBaked
		}
		for _, n := range l.Needs {
			if n < 0 || n >= len(note.Libraries) {
				return errBaked
			}
			to.Needs = append(to.Needs, clean(note.Libraries[n].Name))
		}
		if to.Bytes < 0 || to.Name == "" {
			return errBaked
		}
		img.Libraries = append(img.Libraries, to)
	}
	return nil
}

// hashText is a note's hash in hexadecimal; there may be none.
func hashText(text string) (string, bool) {
	sum, err := base64.RawStdEncoding.DecodeString(text)
	return hex.EncodeToString(sum), err == nil && (len(sum) == sha256.Size || len(sum) == 0)
}
