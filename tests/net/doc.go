// SPDX-License-Identifier: BSD-3-Clause

// Package net talks to a booted image over its real network: through the
// emulator's user network, and over a tap in a network namespace, where a relay
// loses and reorders frames. The image is guest/service.c.
package net
