// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed all:arch all:main
var files embed.FS

var registered = map[string]fs.FS{}

// Register adds a tree of definitions to what Default reads, as the named
// pool. Package platforms does so: it lies above this one. To be called from
// init functions only.
func Register(pool string, tree fs.FS) { registered[pool] = tree }

func defaultTrees() ([]Tree, error) {
	trees := []Tree{}
	for _, name := range []string{ArchPool, MainPool} {
		sub, err := fs.Sub(files, name)
		if err != nil {
			return nil, fmt.Errorf("pools: %w", err)
		}
		trees = append(trees, Tree{Pool: name, Path: "pools/" + name, FS: sub})
	}
	if tree, ok := registered[PlatformPool]; ok {
		trees = append(trees, Tree{Pool: PlatformPool, Path: "platforms", FS: tree})
	}
	return trees, nil
}

var loadDefault = sync.OnceValues(func() (*Pool, error) { return With() })

// Default is the pools that are part of this program, read once. The
// platform libraries are in it when the program imports package platforms.
func Default() (*Pool, error) { return loadDefault() }

// With is Default and the trees of pools from elsewhere.
func With(more ...Tree) (*Pool, error) {
	trees, err := defaultTrees()
	if err != nil {
		return nil, err
	}
	return Load(append(trees, more...)...)
}
