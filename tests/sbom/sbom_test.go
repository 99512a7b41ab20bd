// SPDX-License-Identifier: BSD-3-Clause

// Package sbom reads the lists of images with other people's SPDX tools.
package sbom

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/github/go-spdx/v2/spdxexp"
	spdxjson "github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx/v2/common"
	spdx "github.com/spdx/tools-golang/spdx/v2/v2_3"
	"github.com/spdx/tools-golang/spdxlib"

	"unicore/pools"
	"unicore/tests/harness"

	_ "unicore/platforms"
)

// list makes an image with zlib in it, strips it, and returns its list.
func list(t *testing.T, env ...string) (image string, text []byte) {
	t.Helper()
	dir := t.TempDir()
	program := "#include <stdio.h>\n#include <zlib.h>\nint main(void) { return puts(zlibVersion()) < 0; }\n"
	if err := os.WriteFile(filepath.Join(dir, "main.c"), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"cc", "main.c", "-lz", "-o", "main"}, {"strip", "main"}} {
		if out, err := harness.Command(t, dir, args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	image = filepath.Join(dir, "main")
	cmd := exec.Command(harness.Unicore(t), "inspect", "--sbom", image)
	cmd.Env = append(os.Environ(), env...)
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return image, text
}

func TestSPDX(t *testing.T) {
	image, text := list(t)
	var d spdx.Document
	if err := spdxjson.ReadInto(bytes.NewReader(text), &d); err != nil {
		t.Fatal(err)
	}
	doc, err := spdxjson.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := spdxlib.ValidateDocument(doc); err != nil {
		t.Error(err)
	}
	// Nothing that their reader would not know: written again it is the same.
	var again bytes.Buffer
	if err := spdxjson.Write(&d, &again); err != nil {
		t.Fatal(err)
	}
	if a, b := sorted(t, text), sorted(t, again.Bytes()); a != b {
		t.Errorf("read and written again:\n%s\nwas:\n%s", b, a)
	}
	described, err := spdxlib.GetDescribedPackageIDs(doc)
	if err != nil || len(described) != 1 || described[0] != "image" {
		t.Errorf("describes %v, %v", described, err)
	}

	data, err := os.ReadFile(image)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := pools.Default()
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]*spdx.Package{}
	for _, p := range d.Packages {
		byName[p.PackageName] = p
		if ok, bad := spdxexp.ValidateLicenses([]string{p.PackageLicenseDeclared}); !ok && p.PackageLicenseDeclared != "NOASSERTION" {
			t.Errorf("%s: licences: %v", p.PackageName, bad)
		}
		for _, c := range p.PackageChecksums {
			if c.Algorithm != common.SHA256 || len(c.Value) != 64 {
				t.Errorf("%s: %+v", p.PackageName, c)
			}
		}
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(data)); byName["main"].PackageChecksums[0].Value != sum {
		t.Errorf("%+v; the image's hash is %s", byName["main"], sum)
	}
	for _, name := range []string{"musl", "zlib", "mem-heap", "arch-x86_64", "platform-kvm"} {
		l, p := pool.Library(name), byName[name]
		hash, err := l.Hash()
		if err != nil || p == nil {
			t.Errorf("%s: %v, %+v", name, err, p)
			continue
		}
		version := l.Version
		if version == "" {
			version = hash[:12]
		}
		if p.PackageVersion != version || p.PackageLicenseDeclared != l.License || p.PackageChecksums[0].Value != hash {
			t.Errorf("%s %s %s: %+v", name, version, hash, p)
		}
		if source := byName[name+" source"]; len(l.Sources) == 0 != (source == nil) || source != nil &&
			(source.PackageChecksums[0].Value != l.Sources[0].SHA256 || source.PackageDownloadLocation != l.Sources[0].URL ||
				!strings.HasPrefix(source.PackageExternalReferences[0].Locator, "pkg:generic/"+name+"@"+l.Version+"?checksum=sha256%3A")) {
			t.Errorf("%s: source %+v", name, source)
		}
	}
	if byName["net-lwip"] != nil {
		t.Error("net-lwip is listed, but not in the image")
	}
	var related []string
	for _, r := range d.Relationships {
		related = append(related, fmt.Sprintf("%s %s %s", r.RefA.ElementRefID, r.Relationship, r.RefB.ElementRefID))
	}
	for _, want := range []string{"DOCUMENT DESCRIBES image", "image CONTAINS library-zlib", "library-zlib GENERATED_FROM source-zlib",
		"library-mem-heap DEPENDS_ON library-mem-page", "library-base DEPENDS_ON library-arch-x86.5f64"} {
		if !slices.Contains(related, want) {
			t.Errorf("no %q in\n%s", want, strings.Join(related, "\n"))
		}
	}
}

// The list of an image is the same wherever and whenever it is asked for, but
// for the time that SOURCE_DATE_EPOCH says.
func TestSame(t *testing.T) {
	_, one := list(t)
	_, two := list(t, "TZ=Asia/Tokyo", "SOURCE_DATE_EPOCH=")
	if string(one) != string(two) || !strings.Contains(string(one), `"created": "1970-01-01T00:00:00Z"`) {
		t.Errorf("%s\n%s", one, two)
	}
	_, dated := list(t, "SOURCE_DATE_EPOCH=1700000000")
	if want := strings.Replace(string(one), "1970-01-01T00:00:00Z", "2023-11-14T22:13:20Z", 1); string(dated) != want {
		t.Errorf("%s", dated)
	}
}

// sorted is JSON in one form.
func sorted(t *testing.T, text []byte) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
