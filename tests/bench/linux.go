// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Modules that a Linux guest needs for its network card; one that its kernel has
// built in is no file.
var (
	virtioNet = []string{"virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "virtio_pci",
		"failover", "net_failover", "virtio_net"}
	xenNet = []string{"xen-netfront"}
)

// linuxWords is the kernel's command line; an address is for eth0, "" for none.
func linuxWords(console, address string) string {
	words := "console=" + console + " quiet printk.time=1 mitigations=off"
	if address != "" {
		words += " ADDRESS=" + address
	}
	return words
}

// A linuxGuest is what boots one.
type linuxGuest struct{ kernel, initrd string }

// linuxKernel fetches Debian's cloud kernel and returns the folder that it is
// unpacked in, beside a copy of it called vmlinuz.
func (b *bench) linuxKernel() (string, error) {
	dir := filepath.Join(b.work, "linux")
	if _, err := os.Stat(filepath.Join(dir, "vmlinuz")); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	const script = `set -eu
package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
apt-get -qq download "$package"
dpkg-deb -x linux-image-*.deb kernel
cp kernel/boot/vmlinuz-* vmlinuz
`
	return dir, quiet(b.host(dir, "sh", "-c", script))
}

// linuxGuest makes an initial file system of the modules, the folder www ("" for
// none) and the image, which is run with args.
func (b *bench) linuxGuest(name, image, www string, args, modules []string) (*linuxGuest, error) {
	kernel, err := b.linuxKernel()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(b.work, "linux-"+name)
	root := filepath.Join(dir, "root")
	init, err := b.compile("linux-init.c")
	if err != nil {
		return nil, err
	}
	for name, text := range map[string]string{
		// The booted image brings these lines itself.
		"etc/passwd": "nobody:x:65534:65534::/:/\n", "etc/group": "nobody:x:65534:\nnogroup:x:65534:\n",
		"args":          strings.Join(append([]string{"/image"}, args...), "\n") + "\n",
		"modules/order": "",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return nil, err
		}
	}
	script := `set -eu
for m in ` + strings.Join(modules, " ") + `; do
	f=$(find ` + kernel + `/kernel -name "$m.ko*" | head -n 1)
	[ -n "$f" ] || continue
	case $f in *.xz) xz -dc "$f" >"root/modules/$m.ko" ;; *) cp "$f" "root/modules/$m.ko" ;; esac
	echo "$m.ko" >>root/modules/order
done
`
	if www != "" {
		script += fmt.Sprintf("cp -R %q/. root/\n", www)
	}
	script += fmt.Sprintf("cp %q root/image\ncp %q root/init\ncd root\nfind . | cpio -o -H newc --quiet >../initrd\n", image, init)
	if err := quiet(b.host(dir, "sh", "-c", script)); err != nil {
		return nil, err
	}
	return &linuxGuest{filepath.Join(kernel, "vmlinuz"), filepath.Join(dir, "initrd")}, nil
}
