/* SPDX-License-Identifier: BSD-3-Clause */
struct out {
	char *buf;
	size_t n, len;
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->n)
		o->buf[o->len] = c;
	o->len++;
}

static void pad(struct out *o, char c, int n)
{
	while (n-- > 0)
		put(o, c);
}

static void text(struct out *o, const char *s, size_t len, int width, bool left)
{
	if (!left)
		pad(o, ' ', width - (int)len);
	for (size_t i = 0; i < len; i++)
		put(o, s[i]);
	if (left)
		pad(o, ' ', width - (int)len);
}

struct spec {
	bool left, zero, alt;
	int width, precision;
};

static void number(struct out *o, const struct spec *s, uint64_t v, unsigned base, bool negative, bool upper)
{
	char digits[24];
	int n = 0, total, zeros;

	for (; v || !n; v /= base) {
		unsigned d = v % base;

		digits[n++] = d < 10 ? '0' + d : (upper ? 'A' : 'a') + d - 10;
	}
	if (s->precision == 0 && n == 1 && digits[0] == '0')
		n = 0;
	total = n + negative + (s->alt ? 2 : 0);
	zeros = s->precision > n ? s->precision - n : 0;
	if (s->precision < 0 && s->zero && !s->left && s->width > total)
		zeros = s->width - total;
	if (!s->left)
		pad(o, ' ', s->width - total - zeros);
	if (negative)
		put(o, '-');
	if (s->alt) {
		put(o, '0');
		put(o, 'x');
	}
	pad(o, '0', zeros);
	for (int i = n; i-- > 0;)
		put(o, digits[i]);
	if (s->left)
		pad(o, ' ', s->width - total - zeros);
}

int uc_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap)
{
	struct out o = {buf, n, 0};

	for (; *fmt; fmt++) {
		struct spec s = {.precision = -1};
		int size = 0;
		uint64_t v;
		bool negative = false;
		const char *str;

		if (*fmt != '%') {
			put(&o, *fmt);
			continue;
		}
		for (fmt++; *fmt == '-' || *fmt == '0' || *fmt == '#'; fmt++) {
			s.left |= *fmt == '-';
			s.zero |= *fmt == '0';
			s.alt |= *fmt == '#';
		}
		if (*fmt == '*') {
			s.width = va_arg(ap, int);
			fmt++;
		}
		for (; *fmt >= '0' && *fmt <= '9'; fmt++)
			s.width = s.width * 10 + *fmt - '0';
		if (*fmt == '.') {
			s.precision = 0;
			if (*++fmt == '*') {
				s.precision = va_arg(ap, int);
				fmt++;
			}
			for (; *fmt >= '0' && *fmt <= '9'; fmt++)
				s.precision = s.precision * 10 + *fmt - '0';
		}
		for (;; fmt++) {
			if (*fmt == 'l' || *fmt == 'z' || *fmt == 'j' || *fmt == 't')
				size = 8;
			else if (*fmt == 'h')
				size = size == 2 ? 1 : 2;
			else
				break;
		}
		switch (*fmt) {
		case 'd':
		case 'i': {
			int64_t d = size == 8 ? va_arg(ap, int64_t) : va_arg(ap, int);

			d = size == 2 ? (int16_t)d : size == 1 ? (int8_t)d : d;
			negative = d < 0;
			s.alt = false;
			number(&o, &s, negative ? -(uint64_t)d : (uint64_t)d, 10, negative, false);
			break;
		}
		case 'u':
		case 'o':
		case 'x':
		case 'X':
			v = size == 8 ? va_arg(ap, uint64_t) : va_arg(ap, unsigned);
			v = size == 2 ? (uint16_t)v : size == 1 ? (uint8_t)v : v;
			if (*fmt == 'u' || *fmt == 'o')
				s.alt = false;
			number(&o, &s, v, *fmt == 'u' ? 10 : *fmt == 'o' ? 8 : 16, false, *fmt == 'X');
			break;
		case 'p':
			s.alt = true;
			number(&o, &s, (uintptr_t)va_arg(ap, void *), 16, false, false);
			break;
		case 's':
			str = va_arg(ap, const char *);
			if (!str)
				str = "(null)";
			text(&o, str, s.precision >= 0 ? strnlen(str, s.precision) : strlen(str), s.width, s.left);
			break;
		case 'c': {
			char c = va_arg(ap, int);

			text(&o, &c, 1, s.width, s.left);
			break;
		}
		case '%':
			put(&o, '%');
			break;
		default:
			if (!*fmt)
				fmt--;
			put(&o, '?');
		}
	}
	if (n)
		buf[o.len < n ? o.len : n - 1] = 0;
	return o.len;
}

int uc_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = uc_vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}
