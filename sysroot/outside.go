// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"encoding/json"
	"maps"
	"os"
	"strings"

	"unicore/toolchain"
)

// outsideFile remembers what the last SDK for the target was made of that is
// no part of unicore: compilers by path and packages by name, each with a hash.
func (p *Plan) outsideFile() string {
	return p.store.path("state", "outside-"+p.opts.Target.String())
}

func (p *Plan) lastOutside() map[string]string {
	last := map[string]string{}
	if text, err := os.ReadFile(p.outsideFile()); err == nil && json.Unmarshal(text, &last) != nil {
		return map[string]string{} // a damaged file is as good as none
	}
	return last
}

// sayWhatChanged names what has changed outside since: that an SDK is built
// again without a new unicore surprises.
func (p *Plan) sayWhatChanged() {
	last := p.lastOutside()
	var changed []string
	for _, name := range sortedKeys(p.full.outside) {
		if was := last[name]; was != "" && was != p.full.outside[name] {
			changed = append(changed, name)
		}
	}
	if len(changed) > 0 {
		p.opts.Reporter.Note("since the last SDK for %s was built %s changed: building anew what is made with it",
			p.opts.Target, strings.Join(changed, " and "))
	}
}

// rememberOutside is for the next time; to forget is harmless.
func (p *Plan) rememberOutside() {
	all := p.lastOutside()
	maps.Copy(all, p.full.outside)
	if text, err := json.Marshal(all); err == nil {
		toolchain.WriteFile(p.outsideFile(), text, 0o644)
	}
}
