// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

func isFile(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular()
}
