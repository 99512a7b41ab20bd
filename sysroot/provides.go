// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Provider is a library that has a header or a function.
type Provider struct {
	Library string `json:"library"`
	// File is the header or the archive, below the sysroot.
	File string `json:"file"`
}

// Providers are the libraries of the plan that have a header or a function
// of that name, and those that nobody built yet, so that it cannot be told.
func (p *Plan) Providers(ctx context.Context, name string) (found []Provider, unbuilt []string, err error) {
	if err := p.complete(ctx); err != nil {
		return nil, nil, err
	}
	for _, e := range p.full.entries {
		if e.lib == nil || isPrivate(e.lib) {
			continue
		}
		if !exists(e.dir) {
			unbuilt = append(unbuilt, e.name)
			continue
		}
		header := filepath.Join("usr/include", name)
		if fs.ValidPath(name) && isFile(filepath.Join(e.dir, header)) {
			found = append(found, Provider{e.name, header})
		}
		archives, _, err := e.contents()
		if err != nil {
			return nil, nil, err
		}
		for _, a := range archives {
			symbols, err := archiveSymbols(filepath.Join(e.dir, a))
			if err != nil {
				return nil, nil, err
			}
			if slices.Contains(symbols, name) {
				found = append(found, Provider{e.name, a})
			}
		}
	}
	return found, unbuilt, nil
}

// Names are those that Providers can find now, after it was asked for one: functions, and
// headers by their places in usr/include.
func (p *Plan) Names() (names []string, err error) {
	for _, e := range p.full.entries {
		if e.lib == nil || isPrivate(e.lib) || !exists(e.dir) {
			continue
		}
		include := filepath.Join(e.dir, "usr/include")
		err := filepath.WalkDir(include, func(file string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err == nil && d.Type().IsRegular() {
				names = append(names, strings.TrimPrefix(file, include+"/"))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		_, lines, err := e.contents()
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			name, _, _ := strings.Cut(l, " ")
			names = append(names, name)
		}
	}
	return names, nil
}

// CallNumber is the number of a system call of Linux, -1 when there is none of that
// name, or when the C library that knows was not built yet.
func (p *Plan) CallNumber(ctx context.Context, name string) (int, error) {
	if err := p.complete(ctx); err != nil {
		return -1, err
	}
	numbers, err := callNumbers(p.full.entries)
	if n, is := numbers[name]; is && err == nil {
		return n, nil
	}
	return -1, nil
}

func isFile(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular()
}
