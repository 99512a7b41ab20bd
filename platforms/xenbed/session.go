// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	"unicore/platforms"
)

// StatusError tells that a script in dom0 ended with another status than 0.
type StatusError struct {
	Script string
	Status int
	Output string // what it printed, when nobody else got that
}

func (e *StatusError) Error() string {
	what, _, _ := strings.Cut(strings.TrimSpace(e.Script), "\n")
	text := fmt.Sprintf("dom0: %s: exit status %d", what, e.Status)
	if out := strings.TrimSpace(e.Output); out != "" {
		text += ": " + out
	}
	return text
}

// trailer is what the agent ends its answer with.
const (
	trailer     = "unicore-status "
	trailerSize = len(trailer) + 3
)

// Run runs a shell script in dom0, in the folder /guest. It reads in, which may
// be nil, and what it prints goes to out.
func (b *Bed) Run(ctx context.Context, script string, in io.Reader, out io.Writer) error {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", b.agent)
	if err != nil {
		return fmt.Errorf("dom0: %w", err)
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	// In the middle of the end of a line the shell would wait for more.
	head := fmt.Sprintf("%s\n%d\n%s", b.token, len(script), script)
	if _, err := io.WriteString(c, head); err != nil {
		return b.broken(ctx, script, err)
	}
	go func() {
		if in != nil {
			io.Copy(c, in)
		}
		c.(*net.TCPConn).CloseWrite()
	}()
	status, err := answer(c, out)
	if err != nil {
		return b.broken(ctx, script, err)
	}
	if status != 0 {
		return &StatusError{Script: script, Status: status}
	}
	return nil
}

func (b *Bed) broken(ctx context.Context, script string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-b.qemu.ended:
		return errors.New("the emulated Xen machine is gone")
	default:
		return fmt.Errorf("dom0: %s: %w", script, err)
	}
}

// answer passes on what the agent sends but the trailer, whose status it
// returns. Nothing is held back but what may begin a trailer.
func answer(r io.Reader, out io.Writer) (int, error) {
	var held []byte
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		held = append(held, buf[:n]...)
		if pass := len(held) - trailerBegun(held); pass > 0 {
			if _, err := out.Write(held[:pass]); err != nil {
				return 0, err
			}
			held = append(held[:0], held[pass:]...)
		}
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return 0, err
		}
	}
	number, ok := strings.CutPrefix(string(held), trailer)
	status, err := strconv.Atoi(strings.TrimSpace(number))
	if !ok || err != nil || len(held) != trailerSize {
		return 0, errors.New("the connection ended before the command did")
	}
	return status, nil
}

// trailerBegun is how many bytes at the end of b may be a trailer, or its
// beginning.
func trailerBegun(b []byte) int {
	for n := min(len(b), trailerSize); n > 0; n-- {
		end := string(b[len(b)-n:])
		text := end[:min(n, len(trailer))]
		if strings.HasPrefix(trailer, text) && strings.Trim(end[len(text):], " 0123456789") == "" {
			return n
		}
	}
	return 0
}

// Output runs a script and returns what it prints.
func (b *Bed) Output(ctx context.Context, script string) (string, error) {
	var out bytes.Buffer
	err := b.Run(ctx, script, nil, &out)
	var status *StatusError
	if errors.As(err, &status) {
		status.Output = out.String()
	}
	return out.String(), err
}

// Put makes a file in dom0.
func (b *Bed) Put(ctx context.Context, path string, from io.Reader) error {
	q := platforms.ShellQuote([]string{path})
	var complaint bytes.Buffer
	err := b.Run(ctx, `mkdir -p "$(dirname `+q+`)" && cat >`+q, from, &complaint)
	var status *StatusError
	if errors.As(err, &status) {
		return fmt.Errorf("dom0: %s", strings.TrimSpace(complaint.String()))
	}
	return err
}

// PutFile copies a file into dom0.
func (b *Bed) PutFile(ctx context.Context, path, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return b.Put(ctx, path, f)
}

// Get copies a file out of dom0.
func (b *Bed) Get(ctx context.Context, path string, to io.Writer) error {
	return b.Run(ctx, "cat "+platforms.ShellQuote([]string{path}), nil, to)
}
