// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"sort"
	"strconv"
	"strings"

	"unicore/wrappers/bake"
)

// note is the text that tells what is in an image: target, SDK, and each
// library with the bytes that it has in memory according to the link map.
func (t *tool) note(linkMap string) string {
	v, err := t.sdk.describe()
	if err != nil {
		return `{"target":"","sdk":"","libraries":[]}`
	}
	byArchive := map[string]int{}
	libs := v.get("libraries").list
	for i, l := range libs {
		for _, a := range l.get("archives").list {
			byArchive[t.sdk.sysroot()+"/"+a.text] = i
		}
	}
	sizes := make([]int64, len(libs)+1)
	for file, n := range bake.Sizes(linkMap) {
		if i, ok := byArchive[file]; ok {
			sizes[i] += n
		} else if isCompilerPart(file) {
			sizes[len(libs)] += n
		}
	}
	var texts []string
	for i, l := range libs {
		if sizes[i] > 0 {
			texts = append(texts, libraryNote(l.get("name").text, l.get("version").text, l.get("license").text, sizes[i]))
		}
	}
	if n := sizes[len(libs)]; n > 0 {
		texts = append(texts, libraryNote("libgcc", v.get("compiler").get("version").text,
			"GPL-3.0-or-later WITH GCC-exception-3.1", n))
	}
	sort.Strings(texts)
	return `{"target":` + quoteJSON(v.get("target").text) + `,"sdk":` + quoteJSON(v.get("hash").text) +
		`,"libraries":[` + strings.Join(texts, ",") + `]}`
}

func libraryNote(name, version, license string, bytes int64) string {
	s := `{"name":` + quoteJSON(name)
	if version != "" {
		s += `,"version":` + quoteJSON(version)
	}
	return s + `,"license":` + quoteJSON(license) + `,"bytes":` + strconv.FormatInt(bytes, 10) + `}`
}
