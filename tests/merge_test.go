// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// Fragments that contradict each other are named with their lines: where they
// answer for the same symbol the later one counts; what cannot be with another
// changes nothing.
func TestMerge(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"small":      "CONFIG_LIB_NET_LWIP=y\n\nCONFIG_LIB_ZLIB=y\n",
		"other":      "# what it is not\nCONFIG_LIB_ZLIB=n\n",
		"deaf":       "CONFIG_LIB_NET_SOCKET=n\n",
		"older":      "CONFIG_LIB_PCRE2=n\nCONFIG_LIB_GONE=y\n",
		"broken":     "CONFIG_LIB_ZLIB\nCONFIG_LIB_ZLIB=y\nfoo\n",
		"wrong":      "CONFIG_LIB_ZLBI=y\nCONFIG_LIB_PCRE2=y\nCONFIG_LIB_ZLIB=maybe\nCONFIG_NET_LWIP_ARP_ENTRIES=9999\n",
		"text":       "CONFIG_RANDOM_FIXED_SEED=\"a \\\"b\\\"\"\nCONFIG_LIB_RANDOM_FIXED=y\n",
		"no-text":    "\nCONFIG_RANDOM_FIXED_SEED=a\n",
		"target":     "CONFIG_ARCH_X86_64=y\n# CONFIG_PLATFORM_KVM is not set\nCONFIG_LIB_PLATFORM_KVM=y\n# CONFIG_LIB_ZLIB is not set, nor used\n",
		"sockets":    "CONFIG_LIB_NET_NETLINK=y\nCONFIG_LIB_NET_LWIP=y\nCONFIG_LIB_NET_SOCKET=n\n",
		"other-heap": "# CONFIG_LIB_MEM_SLAB is not set\nCONFIG_LIB_MEM_TLSF=y\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "unicore.config")
	for _, c := range []struct {
		fragments string
		status    int
		stderr    string
		file      string // what is in it; empty: there is none
	}{
		{"small other", 0, "unicore: other:2: LIB_ZLIB=n contradicts LIB_ZLIB=y in small:3; the later one counts\n", "# CONFIG_LIB_ZLIB is not set\n"},
		{"small deaf", 1, "unicore: small:1: LIB_NET_LWIP=y contradicts LIB_NET_SOCKET=n in deaf:1\nhint: leave one of them out; ", ""},
		{"deaf small", 1, "unicore: deaf:1: LIB_NET_SOCKET=n contradicts LIB_NET_LWIP=y in small:1\n", ""},
		{"sockets", 1, "unicore: sockets:2: LIB_NET_LWIP=y contradicts LIB_NET_SOCKET=n in sockets:3\n", ""},
		{"sockets", 1, "unicore: sockets:1: LIB_NET_NETLINK=y contradicts LIB_NET_SOCKET=n in sockets:3\n", ""},
		{"older", 1, "unicore: older:2: \"LIB_GONE\": there is no such library or symbol\n", ""},
		{"other-heap", 0, "unicore.config is written\n", "\nCONFIG_LIB_MEM_TLSF=y\n"},
		{"other-heap small deaf", 1, "unicore: small:1: LIB_NET_LWIP=y contradicts LIB_NET_SOCKET=n in deaf:1\n", ""},
		{"text", 0, "", "\nCONFIG_LIB_RANDOM_FIXED=y\nCONFIG_RANDOM_FIXED_SEED=\"a \\\"b\\\"\"\n"},
		{"no-text", 1, "unicore: no-text:2: the value does not fit: RANDOM_FIXED_SEED is string\n", ""},
		{"target", 0, "", "# CONFIG_LIB_ZLIB is not set\n"},
		{"broken", 1, "unicore: broken:1:16: expected CONFIG_NAME=VALUE or a comment\n", ""},
		{"broken small broken", 1, "\n    ^\nhint: correct the line, or delete it: sed -i 3d broken\nunicore: broken:1:16:", ""},
		{"broken", 1, "hint: correct the line, or delete it: sed -i 1d broken\nunicore: broken:3:1: expected CONFIG_NAME=VALUE or a comment\n", ""},
		{"wrong", 1, "unicore: wrong:1: \"LIB_ZLBI\": there is no such library or symbol\nhint: did you mean LIB_ZLIB?\n" +
			"unicore: wrong:3: LIB_ZLIB=maybe: a bool is one of y, n\nhint: unicore explain LIB_ZLIB\n" +
			"unicore: wrong:4: NET_LWIP_ARP_ENTRIES=9999: it must be from 8 to 1024\n", ""},
		{"small nowhere", 1, "unicore: merge nowhere: file does not exist\n", ""},
		{"", 2, "hint: unicore merge --help\n", ""},
	} {
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(harness.Unicore(t), append([]string{"merge"}, strings.Fields(c.fragments)...)...)
		cmd.Dir = dir
		r := harness.Exec(t, time.Minute, cmd)
		text, _ := os.ReadFile(file)
		if r.Status != c.status || !strings.Contains(r.Stderr, c.stderr) || !strings.HasSuffix(string(text), c.file) || (c.file == "") != (len(text) == 0) {
			t.Errorf("merge %s: exit status %d\n%s\n%s", c.fragments, r.Status, r.Stderr, text)
		}
	}
}
