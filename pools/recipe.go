// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"fmt"
	"regexp"

	"github.com/BurntSushi/toml"
)

// ReadRecipe reads a file that holds one [[source]] and nothing else: an
// application's. file names it in errors.
func ReadRecipe(text, file string) (*Source, error) {
	var recipe struct {
		Sources []Source `toml:"source"`
	}
	meta, err := toml.Decode(text, &recipe)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("%s: unknown key %s", file, extra[0])
	}
	if len(recipe.Sources) != 1 {
		return nil, fmt.Errorf("%s: has %d [[source]] tables, not one", file, len(recipe.Sources))
	}
	source := &recipe.Sources[0]
	err = source.check(func(key, value string, form *regexp.Regexp) error {
		if !form.MatchString(value) {
			return fmt.Errorf("%s = %q is not of the form %s", key, value, form)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: source: %w", file, err)
	}
	return source, nil
}
