/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef SHAPES_H
#define SHAPES_H

namespace shapes {
extern unsigned long unit;

class square {
	unsigned long side;
public:
	explicit square(unsigned side);
	unsigned long area(bool outside) const;
};
}
#endif
