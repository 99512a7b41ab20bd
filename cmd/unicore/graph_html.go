// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"unicore/platforms"
	"unicore/platforms/sizes"
	"unicore/toolchain"
)

var (
	//go:embed treemap/page.html
	treemapPage string
	//go:embed treemap/style.css
	treemapStyle string
	//go:embed treemap/script.js
	treemapScript string
)

// html writes the page that shows what an image's bytes are taken by. It needs
// nothing but itself, and its policy lets nothing else in.
func (c *graphCommand) html(g *globals) error {
	if len(c.Libraries) > 0 {
		return usageError{toolchain.Hint(errors.New("graph: --format html is for an image, whole"), "unicore graph IMAGE --format html")}
	}
	img, err := platforms.OpenImage(c.Target)
	if _, e := toolchain.ParseTargets(c.Target); err != nil && e == nil {
		err = usageError{toolchain.Hint(fmt.Errorf("graph: %s: --format html is for an image", c.Target), "unicore graph IMAGE --format html; unicore graph %s --format svg", c.Target)}
	}
	if err != nil {
		return err
	}
	tree, err := sizes.Read(img)
	if err != nil {
		return err
	}
	data, err := json.Marshal(struct {
		*sizes.Node
		Objects bool `json:"objects"`
	}{tree.Root, tree.Objects})
	if err != nil {
		return err
	}
	about := fmt.Sprintf("%d bytes of memory once it is loaded, %d of them from the file; target %s, SDK %s.",
		tree.Root.Memory, tree.Root.File, known(img.Target), known(img.SDK))
	if !tree.Objects {
		about += " The image is stripped: its objects are not known."
	}
	var table strings.Builder
	for _, pool := range tree.Root.Parts {
		for _, l := range append([]*sizes.Node{}, pool.Parts...) {
			fmt.Fprintf(&table, "<tr><td>%s<td>%s<td>%d</tr>", escape(pool.Name), escape(l.Name), l.Memory)
		}
		if len(pool.Parts) == 0 {
			fmt.Fprintf(&table, "<tr><td>%s<td><td>%d</tr>", escape(pool.Name), pool.Memory)
		}
	}
	// What json.Marshal writes has no "<": it cannot end the element.
	page := strings.NewReplacer("{{title}}", escape(tree.Root.Name), "{{about}}", escape(about), "{{table}}", table.String(),
		"{{style}}", treemapStyle, "{{script}}", treemapScript, "{{data}}", string(bytes.TrimSpace(data)),
		"{{style-hash}}", policyHash(treemapStyle), "{{script-hash}}", policyHash(treemapScript)).Replace(treemapPage)
	_, err = g.stdout.WriteString(page)
	return err
}

// policyHash is a text's hash as a Content-Security-Policy names it.
func policyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}
