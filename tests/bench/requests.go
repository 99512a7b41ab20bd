// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A vm is a running virtual machine with an HTTP server behind port.
type vm struct {
	port int
	stop func()
	log  func() string // what is known when it does not answer
}

func (v *vm) url() string { return fmt.Sprintf("http://127.0.0.1:%d/", v.port) }

// startVM starts an emulator, whose output goes into a file of the scratch
// folder.
func (b *bench) startVM(cmd *exec.Cmd, port int, logName string) (*vm, error) {
	path := filepath.Join(b.work, logName)
	log, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &vm{
		port: port,
		stop: func() {
			cmd.Process.Signal(syscall.SIGTERM)
			cmd.Wait()
		},
		log: func() string {
			text, _ := os.ReadFile(path)
			return string(text)
		},
	}, nil
}

// ready waits until the server answers.
func (v *vm) ready(limit time.Duration) bool {
	client := http.Client{Timeout: time.Second}
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if resp, err := client.Get(v.url()); err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if err == nil && resp.StatusCode == http.StatusOK {
				return true
			}
		}
	}
	return false
}

// serves tells whether n requests in a row are answered.
func (v *vm) serves(n int) bool {
	if !v.ready(15 * time.Second) {
		return false
	}
	client := http.Client{Timeout: 5 * time.Second}
	for range n {
		resp, err := client.Get(v.url())
		if err != nil {
			return false
		}
		_, err = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return false
		}
	}
	return true
}

var nginxArgs = []string{"-g", "daemon off; master_process off; error_log stderr error;"}

// rootfs installs nginx's files and a page of 612 bytes, the size that the
// published comparisons use.
func (b *bench) rootfs(dir string) (string, error) {
	www := filepath.Join(b.work, "www")
	if err := quiet(b.sdk(dir, "make", "install", "DESTDIR="+www)); err != nil {
		return "", err
	}
	prefix := filepath.Join(www, "usr/local/nginx")
	if err := os.RemoveAll(filepath.Join(prefix, "sbin")); err != nil {
		return "", err
	}
	page := strings.Repeat("unicore\n", 76) + "end\n"
	conf := "worker_processes 1;\nevents { worker_connections 512; }\n" +
		"http { access_log off; keepalive_requests 1000000; sendfile on;\n" +
		" server { listen 80; location / { root html; } } }\n"
	if err := os.WriteFile(prefix+"/html/index.html", []byte(page), 0o666); err != nil {
		return "", err
	}
	return www, os.WriteFile(prefix+"/conf/nginx.conf", []byte(conf), 0o666)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (b *bench) startUnicore(image, www, memory string) (*vm, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	args := []string{"run", "--machine", "q35", "--accel", "tcg", "-m", memory, "--rootfs", www,
		"-p", fmt.Sprintf("127.0.0.1:%d:80", port), image, "--"}
	return b.startVM(b.unicore(append(args, nginxArgs...)...), port, "unicore.log")
}

// startLinux boots the same image as a process of a Linux guest with the same
// devices.
func (b *bench) startLinux(image, www string) (*vm, error) {
	guest, err := b.linuxGuest("kvm", image, www, nginxArgs, virtioNet)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
		"-machine", "q35", "-accel", "tcg", "-cpu", "max", "-m", "512", "-serial", "stdio",
		"-kernel", guest.kernel, "-initrd", guest.initrd, "-append", linuxWords("ttyS0", "10.0.2.15"),
		"-netdev", fmt.Sprintf("user,id=net0,hostfwd=tcp:127.0.0.1:%d-:80", port),
		"-device", "virtio-net-pci,netdev=net0,disable-legacy=on", "-device", "virtio-rng-pci,disable-legacy=on")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return b.startVM(cmd, port, "linux.log")
}

var wrkLine = regexp.MustCompile(`Requests/sec:\s+([0-9.]+)`)

func (v *vm) load(connections string) (float64, error) {
	out, err := exec.Command("wrk", "-t1", "-c"+connections, "-d8s", v.url()).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	if strings.Contains(string(out), "Socket errors") || strings.Contains(string(out), "Non-2xx") {
		note("wrk: %s", strings.TrimSpace(string(out)))
	}
	m := wrkLine.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("wrk printed no rate: %s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// rate is how many requests/s a machine that was started answers, before it is
// stopped.
func (b *bench) rate(v *vm, err error) (float64, error) {
	if err != nil {
		return 0, err
	}
	defer v.stop()
	if !v.ready(3 * time.Minute) {
		log := v.log()
		return 0, fmt.Errorf("no answer from %s\n%s", v.url(), log[max(0, len(log)-1500):])
	}
	if _, err := v.load("30"); err != nil { // warm-up: the emulator translates
		return 0, err
	}
	return v.load("30")
}

// requests compares requests/s of the same ELF, booted and as a process of a
// Linux guest, in the same emulator with the same devices, in turns.
func (b *bench) requests() error {
	dir, err := b.ownNginx()
	if err != nil {
		return err
	}
	image := filepath.Join(dir, "objs/nginx")
	www, err := b.rootfs(dir)
	if err != nil {
		return err
	}
	var ratios, ours, theirs []float64
	for range 2 {
		a, err := b.rate(b.startUnicore(image, www, "64"))
		if err != nil {
			return fmt.Errorf("unicore: %w", err)
		}
		c, err := b.rate(b.startLinux(image, www))
		if err != nil {
			return fmt.Errorf("linux: %w", err)
		}
		ours, theirs, ratios = append(ours, a), append(theirs, c), append(ratios, a/c)
	}
	b.report("nginx-requests", median(ours), "requests/s")
	b.report("nginx-requests-linux-guest", median(theirs), "requests/s")
	b.report("nginx-requests-over-linux-guest", median(ratios), "ratio")
	return nil
}
