// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// alsoVariable names further SDKs, separated by colons: an image is linked for
// the target of each, beside the first one.
const alsoVariable = "UNICORE_ALSO"

// further links the image for further targets, by the linkers of their SDKs.
// When one fails, the build fails.
func (t *tool) further(words []string, r *ldArgs) (int, error) {
	var others []sdk
	for _, root := range filepath.SplitList(getenv(t.env, alsoVariable)) {
		if root = strings.TrimRight(root, "/"); root != "" && root != t.sdk.root {
			others = append(others, sdk{root})
		}
	}
	if len(others) == 0 {
		return 0, nil
	}
	env := t.env
	defer func() { t.env = env }()
	t.env = setenv(append([]string(nil), env...), alsoVariable, "")
	for _, o := range others {
		v, err := o.describe()
		if err != nil {
			os.Remove(r.output)
			return 0, hint(errorf(alsoVariable, ": ", err.Error()), "eval \"$(unicore env TARGET,TARGET)\" again")
		}
		target := v.get("target").text
		code, err := t.spawnLong(o.libexec()+"/ld", t.forOther(words, r.output, o, target), nil, os.Stderr)
		if err != nil || code != 0 {
			if fi, e := os.Lstat(r.output); e == nil && fi.Mode().IsRegular() {
				os.Remove(r.output)
			}
			say(r.output, ": the link for ", target, " failed")
			return code, err
		}
	}
	return 0, nil
}

// forOther is the linker's command line for another SDK: with that one's
// files, and with the target behind the names of what is written.
func (t *tool) forOther(words []string, output string, o sdk, target string) []string {
	if fi, err := os.Stat(output); err != nil || fi.Mode().IsRegular() { // else /dev/null, in a test of the linker
		output += "." + target
	}
	out := []string{"-o", output}
	for i := 0; i < len(words); i++ {
		w := words[i]
		name, value, has := "", "", false
		if len(w) > 1 && w[0] == '-' {
			name, value, has = splitOption(w)
		}
		switch name {
		case "o", "output":
			if !has {
				i++
			}
			continue
		case "Map", "dependency-file":
			if !has && i+1 < len(words) {
				i++
				value = words[i]
			}
			out = append(out, "--"+name+"="+value+"."+target)
			continue
		}
		out = append(out, strings.ReplaceAll(w, t.sdk.root+"/", o.root+"/"))
	}
	return out
}
