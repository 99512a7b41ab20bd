// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// InvalidateAll forgets everything that was worked out.
func (c *Config) InvalidateAll() { c.invalidateAll() }
