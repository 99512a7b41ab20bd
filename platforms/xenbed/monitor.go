// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"unicore/platforms"
)

// monitor speaks to the emulator: QEMU, docs/interop/qmp-spec.
type monitor struct {
	mu   sync.Mutex
	conn net.Conn
	in   *json.Decoder
}

const monitorLimit = 30 * time.Second

func dialMonitor(ctx context.Context, socket string) (*monitor, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, fmt.Errorf("monitor of the emulator: %w", err)
	}
	m := &monitor{conn: c, in: json.NewDecoder(c)}
	if _, err := m.call("qmp_capabilities", nil); err != nil {
		c.Close()
		return nil, err
	}
	return m, nil
}

func (m *monitor) close() { m.conn.Close() }

func (m *monitor) call(command string, arguments any) (json.RawMessage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	text, err := json.Marshal(struct {
		Execute   string `json:"execute"`
		Arguments any    `json:"arguments,omitempty"`
	}{command, arguments})
	if err != nil {
		return nil, err
	}
	m.conn.SetDeadline(time.Now().Add(monitorLimit))
	if _, err := m.conn.Write(append(text, '\n')); err != nil {
		return nil, fmt.Errorf("monitor of the emulator: %w", err)
	}
	for {
		var answer struct {
			Return json.RawMessage
			Error  *struct{ Desc string }
		}
		if err := m.in.Decode(&answer); err != nil {
			return nil, fmt.Errorf("monitor of the emulator: %w", err)
		}
		switch {
		case answer.Error != nil:
			return nil, fmt.Errorf("monitor of the emulator: %s: %s", command, answer.Error.Desc)
		case answer.Return != nil:
			return answer.Return, nil
		} // else a greeting or an event
	}
}

// human runs a command of the monitor for people, whose answer is text.
func (m *monitor) human(line string) (string, error) {
	answer, err := m.call("human-monitor-command", map[string]string{"command-line": line})
	if err != nil {
		return "", err
	}
	var text string
	err = json.Unmarshal(answer, &text)
	return text, err
}

// connection is a line of `info usernet` about a forwarded port: protocol,
// file, address and port here, address and port there.
var connection = regexp.MustCompile(`(?m)^\s*(TCP|UDP)\[HOST_FORWARD\]\s+\d+\s+(\S+)\s+(\d+)\s+(\S+)\s+(\d+)`)

// hostPort is the port of the build machine that leads to dom0's port.
func (m *monitor) hostPort(to int) (int, error) {
	return m.find(func(f []string) bool { return f[4] == Dom0 && f[5] == strconv.Itoa(to) })
}

func (m *monitor) find(match func(fields []string) bool) (int, error) {
	text, err := m.human("info usernet")
	if err != nil {
		return 0, err
	}
	for _, f := range connection.FindAllStringSubmatch(text, -1) {
		if match(f) {
			return strconv.Atoi(f[3])
		}
	}
	return 0, errors.New("the emulator does not lead the port anywhere")
}

// forward makes a port of the build machine lead to a guest's.
func (m *monitor) forward(f platforms.Forward, guest string) (int, error) {
	host := ""
	if f.Host.IsValid() {
		host = f.Host.String()
	}
	text, err := m.human(fmt.Sprintf("hostfwd_add net0 %s:%s:%d-%s:%d", f.Proto, host, f.From, guest, f.To))
	if err != nil {
		return 0, err
	}
	if text = strings.TrimSpace(text); text != "" {
		return 0, fmt.Errorf("port %s: %s", f, text)
	}
	if f.From != 0 {
		return int(f.From), nil
	}
	return m.find(func(l []string) bool {
		return strings.EqualFold(l[1], f.Proto) && l[4] == guest && l[5] == strconv.Itoa(int(f.To))
	})
}
