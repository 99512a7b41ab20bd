// SPDX-License-Identifier: BSD-3-Clause

// Package xenbed is a machine with the real Xen hypervisor, emulated by QEMU:
// Debian's Xen and a dom0 made on the fly from Debian's packages, in which
// guests are created by xl as anywhere else. It needs neither root nor
// virtualisation. `unicore run --emulate` and the tests use it.
//
// Guests find the emulator's network at the bridge xenbr0: a DHCP server, which
// gives 10.0.2.15 to the first one, a name server and a way out. Ports of the
// build machine lead to them by Forward.
package xenbed

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"unicore/platforms"
	"unicore/sysroot"
	"unicore/toolchain"
)

//go:embed dom0
var scripts embed.FS

// Network is where things are on the network of the bed.
const (
	FirstGuest = platforms.UserAddress // address of the first guest that asks
	Dom0       = "10.0.2.100"          // dom0 itself
	agentPort  = 1000
)

// Options say what machine to emulate. The zero value is usable.
type Options struct {
	SDK     sysroot.Options     // where the parts are kept
	Guests  int64               // memory for guests, all together; default 512 MiB
	Files   int64               // what is Put into dom0; default 256 MiB
	CPUs    int                 // default 1
	HVM     bool                // guests of type hvm shall work
	Disks   []platforms.Disk    // dom0 has them as DiskPath
	Log     io.Writer           // the hypervisor's and dom0's console; may be nil
	Tell    func(argv []string) // is told what is run; may be nil
	Emul    string              // the emulator; default qemu-system-x86_64 in PATH
	Extra   []string            // further arguments for it
	XenArgs string              // further words for the hypervisor's command line
}

const (
	emulator  = "qemu-system-x86_64"
	bootLimit = 3 * time.Minute
)

// DiskPath is dom0's block device for a disk of Options, of which there are up to 16.
func DiskPath(i int) string { return fmt.Sprintf("/dev/vd%c", 'a'+i) }

// Command is what Start runs, with the names initrd and monitor for files that are made
// anew each time. Nothing is fetched for it.
func Command(ctx context.Context, o Options) ([]string, error) {
	qemu, err := toolchain.FindTool(cmpOr(o.Emul, emulator))
	if err != nil {
		return nil, err
	}
	o.SDK.Offline = true
	made, err := parts(ctx, o.SDK, false)
	if err != nil { // not fetched yet
		made = "xenbed"
	}
	return append([]string{qemu}, command(o, made, "initrd", "monitor")...), nil
}

// Bed is a running machine.
type Bed struct {
	qemu  *process
	qmp   *monitor
	token string
	agent string // where the agent listens: host and port
	dir   string // temporary files
}

// Start boots a bed and waits until its dom0 is ready.
func Start(ctx context.Context, o Options) (b *Bed, err error) {
	qemu, err := toolchain.FindTool(cmpOr(o.Emul, emulator))
	if err != nil {
		return nil, err
	}
	if err := o.checkMemory(); err != nil {
		return nil, err
	}
	made, err := parts(ctx, o.SDK, false)
	if err != nil {
		return nil, err
	}
	b = &Bed{}
	defer func() {
		if err != nil {
			b.Close()
			b = nil
		}
	}()
	if b.dir, err = os.MkdirTemp("", "unicore-bed-"); err != nil {
		return b, err
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return b, err
	}
	b.token = hex.EncodeToString(secret)
	initrd, err := b.initrd(made, o.HVM)
	if err != nil {
		return b, err
	}
	socket := filepath.Join(b.dir, "monitor")
	argv := append([]string{qemu}, command(o, made, initrd, socket)...)
	if o.Tell != nil {
		o.Tell(argv)
	}
	if b.qemu, err = startProcess(argv, o.Log); err != nil {
		return b, err
	}
	limit, cancel := context.WithTimeout(ctx, bootLimit)
	defer cancel()
	if err := b.qemu.ready(limit); err != nil {
		if ctx.Err() != nil {
			return b, ctx.Err()
		}
		return b, fmt.Errorf("the emulated Xen machine: %w", err)
	}
	if b.qmp, err = dialMonitor(limit, socket); err != nil {
		return b, err
	}
	port, err := b.qmp.hostPort(agentPort)
	if err != nil {
		return b, err
	}
	b.agent = fmt.Sprintf("127.0.0.1:%d", port)
	// Nobody else needs the files any more.
	return b, os.Remove(initrd)
}

// initrd makes dom0's root file system: the archives of the store and one
// with the scripts, one behind the other.
func (b *Bed) initrd(made string, hvm bool) (string, error) {
	root := filepath.Join(b.dir, "root")
	for name, to := range map[string]string{
		"init": "init", "agent": "lib/bed/agent", "guest": "lib/bed/guest",
		"vif-bridge": "etc/xen/scripts/vif-bridge", "block": "etc/xen/scripts/block", "xl.conf": "etc/xen/xl.conf",
	} {
		text, err := scripts.ReadFile("dom0/" + name)
		if err != nil {
			return "", err
		}
		if err := writeFile(filepath.Join(root, to), text); err != nil {
			return "", err
		}
	}
	if err := writeFile(filepath.Join(root, "lib/bed/token"), []byte(b.token)); err != nil {
		return "", err
	}
	path := filepath.Join(b.dir, "initrd")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	defer f.Close()
	archives := []string{dom0File}
	if hvm {
		archives = append(archives, deviceModelFile)
	}
	for _, a := range archives {
		if err := appendFile(f, filepath.Join(made, a)); err != nil {
			return "", err
		}
	}
	if err := platforms.PackFolder(f, root); err != nil {
		return "", err
	}
	return path, errors.Join(f.Close(), os.RemoveAll(root))
}

func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o755)
}

func appendFile(f *os.File, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(f, in)
	return err
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Close ends the machine and all that runs in it.
func (b *Bed) Close() error {
	if b.qmp != nil {
		b.qmp.close()
	}
	if b.qemu != nil {
		b.qemu.kill()
	}
	if b.dir != "" {
		return os.RemoveAll(b.dir)
	}
	return nil
}

// Log is the end of what the hypervisor and dom0 said.
func (b *Bed) Log() string { return b.qemu.tail() }

// Forward leads a port of the build machine to one of a guest; f.From 0 takes
// any port that is free. The port is returned.
func (b *Bed) Forward(f platforms.Forward, guest string) (int, error) {
	if !f.Host.IsValid() && f.From == 0 {
		return 0, errors.New("a port that is to be found needs an address to listen at")
	}
	return b.qmp.forward(f, guest)
}
