// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"unicore/pools"
	"unicore/pools/regular"
)

// SourceFolder is the folder of the store that keeps sources. It may be named
// among the Sources of Options.
func SourceFolder(store string) (string, error) {
	s, err := openStore(store)
	if err != nil {
		return "", err
	}
	return s.path("src"), nil
}

// FetchRecipe gets the source that a recipe file names and unpacks it into
// the folder into, which must not be there yet or be empty. An empty into
// only fetches.
func FetchRecipe(ctx context.Context, opts Options, recipe, into string) error {
	text, err := regular.Read(recipe)
	if err != nil {
		return err
	}
	source, err := pools.ReadRecipe(string(text), recipe)
	if err != nil {
		return err
	}
	s, err := openStore(opts.Store)
	if err != nil {
		return err
	}
	if opts.Reporter == nil {
		opts.Reporter = silent{}
	}
	if err := s.prepare(); err != nil {
		return err
	}
	opts.Reporter.Total(1)
	end := opts.Reporter.Begin(source.File)
	archive, err := opts.fetcher(s).get(ctx, source)
	if err == nil && into != "" {
		err = unpackInto(ctx, archive, into)
	}
	end(err)
	return err
}

// unpackInto unpacks beside the folder and renames.
func unpackInto(ctx context.Context, archive, into string) error {
	into, err := filepath.Abs(into)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(into)
	if err == nil && len(entries) > 0 {
		return hinted("name a folder that does not exist yet", "%s: is not empty", into)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: is no folder", into)
	}
	if err := os.MkdirAll(filepath.Dir(into), 0o777); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(into), ".unicore-")
	if err != nil {
		return err
	}
	defer removeAll(work)
	tree := filepath.Join(work, "tree")
	if err := os.Mkdir(tree, 0o777); err != nil {
		return err
	}
	if err := extract(ctx, archive, tree); err != nil {
		return err
	}
	return os.Rename(tree, into)
}
