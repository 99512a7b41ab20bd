// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

var (
	nameForm    = regexp.MustCompile(`^[a-z][a-z0-9+._-]{0,63}$`)
	versionForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.+~-]{0,63}$`)
	hashForm    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	symbolForm  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	archiveForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._~-]{0,127}\.(tar\.(gz|bz2|xz|zst)|tgz)$`)
	spdxForm    = regexp.MustCompile(`^[A-Za-z0-9.+ ()-]+$`)
)

// read reads one definition; file names it in errors.
func read(text, file string) (*Library, error) {
	l := &Library{}
	meta, err := toml.Decode(text, l)
	if err != nil {
		var parse toml.ParseError
		if errors.As(err, &parse) {
			return nil, fmt.Errorf("%s:%d: %s", file, parse.Position.Line, parse.Message)
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("%s: unknown key %s", file, extra[0])
	}
	if l.Build.Kind == "" {
		l.Build.Kind = Objects
	}
	if l.Build.Kind == Objects && !meta.IsDefined("build", "sources") {
		l.Build.Sources = []string{"*.c", "*.S"}
	}
	if !meta.IsDefined("build", "include") && l.Build.Kind == Objects {
		l.Build.Include = []string{"include"}
	}
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return l, nil
}

func (l *Library) check() error {
	form := func(key, value string, form *regexp.Regexp) error {
		if !form.MatchString(value) {
			return fmt.Errorf("%s = %q is not of the form %s", key, value, form)
		}
		return nil
	}
	if err := form("name", l.Name, nameForm); err != nil {
		return err
	}
	if l.Summary == "" || strings.ContainsAny(l.Summary, "\n\r") {
		return errors.New("summary must be one line")
	}
	if err := form("license", l.License, spdxForm); err != nil {
		return err
	}
	if l.Version != "" {
		if err := form("version", l.Version, versionForm); err != nil {
			return err
		}
	}
	seen := map[string]bool{l.Name: true}
	for _, n := range l.Needs {
		if err := form("needs", n, nameForm); err != nil {
			return err
		}
		if seen[n] {
			return fmt.Errorf("needs names %s twice, or itself", n)
		}
		seen[n] = true
	}
	for _, n := range l.Provides {
		if err := form("provides", n, nameForm); err != nil {
			return err
		}
		if seen[n] {
			return fmt.Errorf("provides names %s twice, or what the library needs or is", n)
		}
		seen[n] = true
	}
	if l.Default && len(l.Provides) == 0 {
		return errors.New("default is for libraries that provide a name")
	}
	if l.Unselected && (len(l.Provides) > 0 || l.Pool == PlatformPool) {
		return errors.New("unselected is for libraries that nobody needs to be there")
	}
	if l.Replaces != "" && (!l.Unselected || l.Build.Kind != Script || !slices.Contains(l.Needs, l.Replaces)) {
		return errors.New("replaces is for unselected libraries of kind script that need what they replace")
	}
	for class, symbols := range l.Members {
		if err := form("members", class, symbolForm); err != nil {
			return err
		}
		for _, s := range symbols {
			if err := form("members."+class, s, symbolForm); err != nil {
				return err
			}
		}
	}
	if len(l.Sources) > 1 {
		return errors.New("at most one [[source]] is supported")
	}
	for i := range l.Sources {
		if err := l.Sources[i].check(form); err != nil {
			return fmt.Errorf("source: %w", err)
		}
	}
	return l.checkBuild()
}

func (s *Source) check(form func(key, value string, form *regexp.Regexp) error) error {
	if err := form("file", s.File, archiveForm); err != nil {
		return err
	}
	if err := form("sha256", s.SHA256, hashForm); err != nil {
		return err
	}
	if (s.Debian == "") != (s.DebianVersion == "") {
		return errors.New("debian and debian-version go together")
	}
	if s.Debian != "" {
		if err := form("debian", s.Debian, nameForm); err != nil {
			return err
		}
		if err := form("debian-version", s.DebianVersion, versionForm); err != nil {
			return err
		}
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			return fmt.Errorf("url = %q is not an https address", s.URL)
		}
	}
	if s.Debian == "" && s.URL == "" {
		return errors.New("neither debian nor url says where it comes from")
	}
	return nil
}

func (l *Library) checkBuild() error {
	b := &l.Build
	switch b.Kind {
	case Objects:
	case Script, HostHeaders:
		if len(l.Members) > 0 {
			return fmt.Errorf("members are for kind objects, not %s", b.Kind)
		}
		if len(b.Sources)+len(b.Exclude)+len(b.CFlags)+len(b.FlagsIf) > 0 {
			return fmt.Errorf("build: sources, exclude, cflags and flags-if are for kind objects, not %s", b.Kind)
		}
	default:
		return fmt.Errorf("build.kind = %q is not one of objects, script, host-headers", b.Kind)
	}
	if (b.Kind == HostHeaders) != (len(b.Headers) > 0) {
		return errors.New("build: headers and kind host-headers go together")
	}
	for key, list := range map[string][]string{
		"sources": b.Sources, "exclude": b.Exclude, "include": b.Include, "files": b.Files, "headers": b.Headers,
	} {
		for _, p := range list {
			if err := l.checkPath(p, key == "sources" || key == "exclude" || key == "include"); err != nil {
				return fmt.Errorf("build.%s: %q: %w", key, p, err)
			}
		}
	}
	flags := map[string][]string{"cflags": b.CFlags}
	for option, list := range b.FlagsIf {
		flags["flags-if."+option] = list
	}
	for key, list := range flags {
		for _, f := range list {
			if !strings.HasPrefix(f, "-") {
				return fmt.Errorf("build.%s: %q is not an option", key, f)
			}
		}
	}
	return nil
}

// checkPath accepts a pattern that stays below where it is resolved.
func (l *Library) checkPath(p string, mayBeSource bool) error {
	if rest, ok := strings.CutPrefix(p, SourcePrefix); ok && mayBeSource {
		if len(l.Sources) == 0 {
			return errors.New("there is no [[source]]")
		}
		p = rest
	}
	if strings.Contains(p, "$") {
		return errors.New("only a leading $SRC/ is known")
	}
	if !fs.ValidPath(p) {
		return errors.New("must be a relative path without . and .. parts")
	}
	if _, err := path.Match(p, ""); err != nil {
		return err
	}
	return nil
}
