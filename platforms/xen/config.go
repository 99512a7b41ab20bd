// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"unicore/platforms"
	"unicore/toolchain"
)

// config is a guest's configuration, which String writes in xl's language:
// xl.cfg(5), xl-disk-configuration(5).
type config struct {
	name     string
	kind     string // pv, pvh or hvm
	kernel   string
	ramdisk  string // "" for none
	cmdline  string
	memory   int64  // MiB
	maxmem   int64  // MiB; 0 for no more than memory
	rootfs   int64  // bytes of the ramdisk, where they are known
	bridge   string // "" for no network
	mac      string // "" for one that xl makes up
	disks    []platforms.Disk
	preserve bool // keep the guest when it has shut down
}

// String returns the file's text.
func (c *config) String() string {
	var b strings.Builder
	set := func(key, value string) { fmt.Fprintf(&b, "%s = %s\n", key, value) }
	set("name", quote(c.name))
	set("type", quote(c.kind))
	set("kernel", quote(c.kernel))
	if c.ramdisk != "" {
		set("ramdisk", quote(c.ramdisk))
	}
	set("cmdline", quote(c.cmdline))
	set("memory", fmt.Sprint(c.memory))
	if c.maxmem != 0 {
		set("maxmem", fmt.Sprint(c.maxmem))
	}
	set("vcpus", "1")
	if c.bridge != "" {
		vif := "bridge=" + c.bridge
		if c.mac != "" {
			vif = "mac=" + c.mac + ", " + vif
		}
		if c.kind == kindHVM {
			vif = "type=vif, " + vif // no emulated card beside it
		}
		set("vif", "["+quote(vif)+"]")
	}
	var disks []string
	for i, d := range c.disks {
		access := "rw"
		if d.ReadOnly {
			access = "ro"
		}
		disks = append(disks, quote(fmt.Sprintf("format=raw, vdev=xvd%c, access=%s, target=%s", 'a'+i, access, d.Path)))
	}
	if len(disks) > 0 {
		set("disk", "["+strings.Join(disks, ", ")+"]")
	}
	if c.kind == kindHVM {
		for _, key := range []string{"vnc", "sdl"} {
			set(key, "0")
		}
		set("vga", quote("none"))
		set("xen_platform_pci", "1")
	}
	for _, on := range [][2]string{{"poweroff", "destroy"}, {"reboot", "restart"}, {"crash", "destroy"}} {
		if c.preserve {
			on[1] = "preserve"
		}
		set("on_"+on[0], quote(on[1]))
	}
	return b.String()
}

// quote writes a string of xl's language: libxlu_cfg_l.l, xlu__cfgl_dequote.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}

// maxPVLine is the longest command line of a PV guest, which finds it in
// start_info: xen.h, MAX_GUEST_CMDLINE.
const maxPVLine = 1023

const (
	maxDisks = 16
	sector   = 512 // bytes
)

// newConfig makes the configuration of what the options want; the ramdisk
// comes later.
func newConfig(o *platforms.Options, kind string) (*config, error) {
	c := &config{kind: kind, name: guestName(o.Image.Path)}
	var err error
	if c.kernel, err = filepath.Abs(o.Image.Path); err != nil {
		return nil, err
	}
	if c.cmdline, err = o.CommandLine(); err != nil {
		return nil, err
	}
	if strings.ContainsRune(c.cmdline, 0) || strings.ContainsAny(c.kernel, "\n\x00") {
		return nil, errors.New("a path with a line end, or a command line with a NUL, cannot be given to xl")
	}
	if kind == kindPV && len(c.cmdline) > maxPVLine {
		return nil, toolchain.Hint(fmt.Errorf("the command line has %d bytes; a PV guest gets %d", len(c.cmdline), maxPVLine),
			"put arguments into a file of --rootfs")
	}
	if len(o.Disks) > maxDisks {
		return nil, fmt.Errorf("a guest has room for %d disks, not for %d", maxDisks, len(o.Disks))
	}
	for _, d := range o.Disks {
		if d.Path, err = filepath.Abs(d.Path); err != nil {
			return nil, err
		}
		if strings.ContainsAny(d.Path, "\n\x00") || strings.HasSuffix(d.Path, ",") {
			return nil, toolchain.Hint(fmt.Errorf("disk %q: xl cannot read such a name", d.Path), "rename it")
		}
		if d.ReadOnly && kind == kindHVM {
			return nil, toolchain.Hint(fmt.Errorf("disk %q: an HVM guest's disks can be written to, as its device model shows them, too", d.Path),
				"--machine pvh")
		}
		if fi, err := os.Stat(d.Path); err == nil && fi.Size()%sector != 0 && !o.Emulate {
			fmt.Fprintf(o.Stderr, "unicore: warning: disk %s: %d bytes are no whole sectors: Xen leaves the last %d out\n", d.Path, fi.Size(), fi.Size()%sector)
		}
		c.disks = append(c.disks, d)
	}
	return c, c.setMemory(o, 0)
}

// guestName makes a guest's name of a file's.
func guestName(path string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}, filepath.Base(path))
	if name = strings.TrimLeft(name, "._-"); name == "" {
		name = "image"
	}
	return name[:min(len(name), 48)]
}
