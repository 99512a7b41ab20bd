// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"errors"
	"fmt"
	"io/fs"
)

// pathCause says "path: cause" of an error that says "open path: cause".
func pathCause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%s: %w", p.Path, p.Err)
	}
	return err
}
