// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"encoding/base64"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"unicore/wrappers/bake"
	"unicore/wrappers/part"
)

// commonLicense is the licence of a note's libraries that name no other.
const commonLicense = "BSD-3-Clause"

// gccPart is what the note calls the compiler's own library.
const gccPart = "libgcc"

// inventory is what an image's link took from where.
type inventory struct {
	sdk     value // share/sdk.json; empty when it cannot be read
	objects []part.Object
}

// inventory reads a link map.
func (t *tool) inventory(linkMap string) *inventory {
	v, err := t.sdk.describe()
	if err != nil {
		v = value{}
	}
	byArchive := map[string]string{}
	for _, l := range v.get("libraries").list {
		for _, a := range l.get("archives").list {
			byArchive[t.sdk.sysroot()+"/"+a.text] = l.get("name").text
		}
	}
	inv := &inventory{sdk: v}
	thin := t.thinMembers(linkMap)
	number := map[[2]string]int{}
	for _, p := range bake.Pieces(linkMap) {
		key := [2]string{p.File, p.Member}
		i, seen := number[key]
		if !seen {
			i = len(inv.objects)
			number[key] = i
			library := byArchive[p.File]
			switch {
			case library != "":
			case isCompilerPart(p.File):
				library = gccPart
			case below(p.File, t.sdk.root) && isCrt(filepath.Base(p.File)):
				library = byArchive[t.sdk.lib()+"/libc.a"]
			case below(p.File, t.sdk.root):
				library = part.Generated
			}
			o := part.Object{Library: library, Name: objectName(p.File)}
			if archive := thin[filepath.Clean(p.File)]; archive != "" {
				o.Archive = archive
			} else if p.Member != "" {
				o.Archive, o.Name = o.Name, p.Member
			}
			inv.objects = append(inv.objects, o)
		}
		o := &inv.objects[i]
		o.Ranges = append(o.Ranges, part.Range{Addr: p.Addr, Size: p.Size})
	}
	return inv
}

// thinMembers are the members of thin archives, which a map names by their own
// files, and the archives' names.
func (t *tool) thinMembers(linkMap string) map[string]string {
	archives := map[string]string{}
	for _, path := range bake.Inputs(linkMap) {
		if filepath.Ext(path) != ".a" || below(path, t.sdk.root) || !isThin(path) {
			continue
		}
		members, err := readMembers(path)
		if err != nil {
			continue // the linker read it; it is another one by now
		}
		for _, m := range members {
			archives[m.file] = filepath.Base(path)
		}
	}
	return archives
}

// objectName is a file's name in an image: it does not tell in which folder
// that was made, and is the same when `unicore bake` links it again.
func objectName(path string) string {
	if isTemporary(path) {
		return temporaryName
	}
	return filepath.Base(path)
}

// note is the text that tells what is in an image: target, SDK, and each
// library with what sdk.json says of it and the bytes that it has in memory. It
// stays in a stripped image, so it is dense:
//
//	target kvm-x86_64
//	sdk 8d3f…
//	license BSD-3-Clause          of libraries that name none
//
//	base 2572 8OZX… 2,3           bytes, hash in base 64 or "-", needs by place
//	musl 15604 Iry4…
//	 version 1.2.3
//
// A library without a pool is of the main pool, if it has a hash.
func (inv *inventory) note() []byte {
	sizes := map[string]uint64{}
	for _, o := range inv.objects {
		for _, r := range o.Ranges {
			sizes[o.Library] += r.Size
		}
	}
	var libraries []value
	for _, l := range inv.sdk.get("libraries").list {
		if sizes[l.get("name").text] > 0 {
			libraries = append(libraries, l)
		}
	}
	if sizes[gccPart] > 0 {
		libraries = append(libraries, value{fields: []field{
			{"name", value{text: gccPart}}, {"version", inv.sdk.get("compiler").get("version")},
			{"license", value{text: "GPL-3.0-or-later WITH GCC-exception-3.1"}},
		}})
	}
	sort.Slice(libraries, func(a, b int) bool { return libraries[a].get("name").text < libraries[b].get("name").text })
	place := map[string]int{}
	for i, l := range libraries {
		place[l.get("name").text] = i
	}
	var b strings.Builder
	line := func(words ...string) { b.WriteString(strings.ReplaceAll(strings.Join(words, " "), "\n", " ") + "\n") }
	line("target", inv.sdk.get("target").text)
	line("sdk", inv.sdk.get("hash").text)
	line("license", commonLicense)
	line()
	for _, l := range libraries {
		name := l.get("name").text
		words := []string{name, strconv.FormatUint(sizes[name], 10), base64Of(l.get("hash").text)}
		var needs []string
		for _, n := range l.get("needs").list {
			if at, ok := place[n.text]; ok {
				needs = append(needs, strconv.Itoa(at))
			}
		}
		if len(needs) > 0 {
			words = append(words, strings.Join(needs, ","))
		}
		line(words...)
		for _, key := range [...]string{"version", "license", "pool", "source", "sha256", "debian", "url"} {
			text := l.get(key).text
			switch {
			case text == "", key == "license" && text == commonLicense, key == "pool" && text == "main":
				continue
			case key == "sha256":
				text = base64Of(text)
			}
			line("", key, text)
		}
	}
	return []byte(b.String())
}

// base64Of is a hash's shorter form.
func base64Of(hex string) string {
	if hex == "" {
		return "-"
	}
	return base64.RawStdEncoding.EncodeToString(unhex(hex))
}

// unhex reads hexadecimal digits; encoding/hex would bring fmt along.
func unhex(text string) []byte {
	b := make([]byte, 0, len(text)/2)
	for ; len(text) >= 2; text = text[2:] {
		n, err := strconv.ParseUint(text[:2], 16, 8)
		if err != nil {
			return nil
		}
		b = append(b, byte(n))
	}
	return b
}
