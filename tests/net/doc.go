// SPDX-License-Identifier: BSD-3-Clause

// Package net talks to a booted image over its real network: through the
// emulator's user network, and over a tap in a network namespace, where a relay
// loses and reorders frames. The images are guest/service.c, which serves, and
// guest/names.c, which uses what this machine serves there: DHCP, names, groups.
package net
