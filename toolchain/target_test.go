// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import "testing"

func TestJoinedTarget(t *testing.T) {
	for name, want := range map[string]string{
		"xen-x86_64+kvm-x86_64":                "kvm-x86_64+xen-x86_64",
		"xen-hvm-x86_64+xen-x86_64":            "xen-x86_64+xen-hvm-x86_64",
		"kvm-x86_64+xen-x86_64+xen-hvm-x86_64": "kvm-x86_64+xen-x86_64+xen-hvm-x86_64",
	} {
		got, err := ParseTarget(name)
		if err != nil || got.String() != want || !got.Joined() || got.Triplet() != "x86_64-unicore-linux-musl" {
			t.Errorf("%s: %v, %v", name, got, err)
			continue
		}
		if again, err := ParseTarget(got.String()); err != nil || again != got {
			t.Errorf("%s: read again: %v, %v", name, again, err)
		}
		for _, p := range got.Parts() {
			if p.Joined() || len(p.Parts()) != 1 {
				t.Errorf("%s: part %v", name, p)
			}
		}
	}
	for _, bad := range []string{"+", "kvm-x86_64+", "+kvm-x86_64", "kvm-x86_64+kvm-x86_64", "kvm-x86_64+nothing"} {
		if got, err := ParseTarget(bad); err == nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}
