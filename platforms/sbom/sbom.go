// SPDX-License-Identifier: BSD-3-Clause

// Package sbom lists what is in an image in the form of SPDX 2.3
// (ISO/IEC 5962's successor; spdx.github.io/spdx-spec/v2.3), as JSON.
package sbom

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"unicore/platforms"
	"unicore/pools/regular"
	"unicore/toolchain"
)

// Document is an SPDX document.
type Document struct {
	Version       string         `json:"spdxVersion"`
	DataLicense   string         `json:"dataLicense"`
	ID            string         `json:"SPDXID"`
	Name          string         `json:"name"`
	Namespace     string         `json:"documentNamespace"`
	Creation      Creation       `json:"creationInfo"`
	Packages      []Package      `json:"packages"`
	Licenses      []License      `json:"hasExtractedLicensingInfos,omitempty"`
	Relationships []Relationship `json:"relationships"`

	related map[Relationship]bool
}

// Creation says when and by what a document was made.
type Creation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

// Package is the image, a library in it, or the archive of a library's source.
type Package struct {
	ID               string     `json:"SPDXID"`
	Name             string     `json:"name"`
	Version          string     `json:"versionInfo,omitempty"`
	File             string     `json:"packageFileName,omitempty"`
	Download         string     `json:"downloadLocation"`
	FilesAnalyzed    bool       `json:"filesAnalyzed"`
	Checksums        []Checksum `json:"checksums,omitempty"`
	SourceInfo       string     `json:"sourceInfo,omitempty"`
	LicenseConcluded string     `json:"licenseConcluded"`
	LicenseDeclared  string     `json:"licenseDeclared"`
	Copyright        string     `json:"copyrightText"`
	Comment          string     `json:"comment,omitempty"`
	Refs             []Ref      `json:"externalRefs,omitempty"`
	Purpose          string     `json:"primaryPackagePurpose,omitempty"`
}

// Checksum is a hash.
type Checksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

// Ref is a name of a package elsewhere.
type Ref struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

// License is one that SPDX has no name for.
type License struct {
	ID   string `json:"licenseId"`
	Text string `json:"extractedText"`
	Name string `json:"name"`
}

// Relationship is between two elements.
type Relationship struct {
	From string `json:"spdxElementId"`
	Type string `json:"relationshipType"`
	To   string `json:"relatedSpdxElement"`
}

const (
	documentID  = "SPDXRef-DOCUMENT"
	imageID     = "SPDXRef-image"
	noAssertion = "NOASSERTION"
)

// New lists what is in an image. tool is the name and version of the program
// that asks; created is the time in the document.
func New(img *platforms.Image, tool string, created time.Time) (*Document, error) {
	if len(img.Libraries) == 0 {
		return nil, toolchain.Hint(fmt.Errorf("%s: does not tell its libraries", img.Path), "link it with this unicore: the note is made by the link")
	}
	sum, err := hash(img.Path)
	if err != nil {
		return nil, err
	}
	name := path.Base(img.Path)
	d := &Document{
		Version: "SPDX-2.3", DataLicense: "CC0-1.0", ID: documentID, Name: name,
		Namespace: fmt.Sprintf("https://spdx.org/spdxdocs/%s-%s", url.PathEscape(name), uuid(sum)),
		Creation:  Creation{created.UTC().Format(time.RFC3339), []string{"Tool: " + tool}},
		Packages: []Package{{
			ID: imageID, Name: name, File: name, Download: noAssertion, Checksums: sha256Sum(fmt.Sprintf("%x", sum)),
			LicenseConcluded: noAssertion, LicenseDeclared: noAssertion, Copyright: noAssertion,
			Comment: "unikernel image for " + img.Target + ", made with the SDK " + img.SDK, Purpose: "APPLICATION",
		}},
		Relationships: []Relationship{{documentID, "DESCRIBES", imageID}},
		related:       map[Relationship]bool{},
	}
	libraries := slices.Clone(img.Libraries)
	slices.SortFunc(libraries, func(a, b platforms.Library) int { return strings.Compare(a.Name, b.Name) })
	for i, l := range libraries {
		if i > 0 && l.Name == libraries[i-1].Name {
			return nil, errors.New(img.Path + ": the note of its libraries names " + l.Name + " twice")
		}
		d.library(l)
	}
	return d, nil
}

// library adds one and its source.
func (d *Document) library(l platforms.Library) {
	p := Package{
		ID: id("library", l.Name), Name: l.Name, Version: l.Version, Download: noAssertion,
		LicenseConcluded: noAssertion, LicenseDeclared: d.license(l.License), Copyright: noAssertion,
		Refs: purl(l.Name, l.Version, nil), Purpose: "LIBRARY",
	}
	if l.Hash != "" {
		p.Checksums = sha256Sum(l.Hash)
		p.SourceInfo = "in the " + l.Pool + " pool of unicore; the hash is that of what sha256sum prints for the files of the library's folder, sorted by name"
	}
	if p.Version == "" && l.Hash != "" {
		// Our own code has no version but what it is.
		p.Version = l.Hash[:12]
		p.Refs = purl("unicore/"+l.Name, p.Version, nil)
	}
	d.Packages = append(d.Packages, p)
	d.relate(imageID, "CONTAINS", p.ID)
	for _, n := range slices.Sorted(slices.Values(l.Needs)) {
		d.relate(p.ID, "DEPENDS_ON", id("library", n))
	}
	if l.Source == "" {
		return
	}
	download, qualifiers := noAssertion, url.Values{"checksum": {"sha256:" + l.SHA256}}
	if l.URL != "" {
		download = l.URL
		qualifiers.Set("download_url", l.URL)
	}
	s := Package{
		ID: id("source", l.Name), Name: l.Name + " source", Version: l.Version, File: l.Source, Download: download, Checksums: sha256Sum(l.SHA256),
		LicenseConcluded: noAssertion, LicenseDeclared: p.LicenseDeclared, Copyright: noAssertion,
		Refs: purl(l.Name, l.Version, qualifiers), Purpose: "SOURCE",
	}
	if l.Debian != "" {
		s.SourceInfo = "a file of Debian's source package " + l.Debian
	}
	d.Packages = append(d.Packages, s)
	d.relate(p.ID, "GENERATED_FROM", s.ID)
}

func (d *Document) relate(from, kind, to string) {
	if r := (Relationship{from, kind, to}); !d.related[r] {
		d.related[r] = true
		d.Relationships = append(d.Relationships, r)
	}
}

var licenseRef = regexp.MustCompile(`LicenseRef-[A-Za-z0-9.-]+`)

// license notes the names that SPDX does not know; the text is where the
// library's source is.
func (d *Document) license(expression string) string {
	if expression == "" {
		return noAssertion
	}
	for _, ref := range licenseRef.FindAllString(expression, -1) {
		if !slices.ContainsFunc(d.Licenses, func(l License) bool { return l.ID == ref }) {
			d.Licenses = append(d.Licenses, License{ref, "The text comes with the source.", strings.TrimPrefix(ref, "LicenseRef-")})
		}
	}
	return expression
}

// id is an element's: of letters, digits, "-" and ".", so that others are
// written as a dot and two hexadecimal digits.
func id(kind, name string) string {
	var b strings.Builder
	b.WriteString("SPDXRef-" + kind + "-")
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, ".%02x", c)
		}
	}
	return b.String()
}

// purl is a package's address of the type generic.
func purl(name, version string, qualifiers url.Values) []Ref {
	s := "pkg:generic/" + strings.ReplaceAll(url.QueryEscape(name), "%2F", "/")
	if version != "" {
		s += "@" + url.QueryEscape(version)
	}
	if q := qualifiers.Encode(); q != "" {
		s += "?" + q
	}
	return []Ref{{"PACKAGE-MANAGER", "purl", s}}
}

func sha256Sum(hex string) []Checksum { return []Checksum{{"SHA256", hex}} }

func hash(path string) ([]byte, error) {
	f, err := regular.Open(path)
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, toolchain.PathCause(err)
	}
	return h.Sum(nil), nil
}

// uuid is one of version 8, RFC 9562: of the beginning of a hash.
func uuid(sum []byte) string {
	b := slices.Clone(sum[:16])
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
