/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses, from the command line's words (the form of Linux's
 * Documentation/admin-guide/nfs/nfsroot.rst):
 *
 *	ip=dhcp | on | any		DHCP (also when there is no ip= at all)
 *	ip=off | none			no IPv4 address
 *	ip=CLIENT:SERVER:GATEWAY:MASK:HOST:DEVICE:AUTOCONF:DNS0:DNS1
 *	ip6=auto			router advertisements (the default)
 *	ip6=off				only the link-local address
 *	ip6=ADDRESS[/64][,GATEWAY]	static, besides router advertisements
 *
 * Either may be repeated for several devices; a word without a device is for
 * the first. A device without a word for IPv4 has the address that its platform
 * chose, where it did.
 */
#include <uc/cmdline.h>
#include <uc/timer.h>
#include "net.h"
#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/nd6.h"
#include "lwip/priv/nd6_priv.h"

#define SECOND 1000000000ull
#define GIVE_UP (10 * SECOND)

static struct uc_waitq settled_q = UC_WAITQ_INIT(settled_q);

enum { CLIENT, SERVER, GATEWAY, MASK, HOST, DEVICE, AUTOCONF, DNS0, DNS1, FIELDS };

/* Takes the word apart; copies into room. The number of fields. */
static int split(const char *word, char room[256], char *field[FIELDS])
{
	int n = 0;
	uc_strlcpy(room, word, 256);
	for (char *p = room; n < FIELDS; n++) {
		field[n] = p;
		p = strchr(p, ':');
		if (!p) {
			n++;
			break;
		}
		*p++ = 0;
	}
	for (int i = n; i < FIELDS; i++)
		field[i] = "";
	return n;
}

static bool is(const char *s, const char *a, const char *b, const char *c)
{
	return !strcmp(s, a) || !strcmp(s, b) || !strcmp(s, c);
}

static u32_t class_mask(u32_t addr)
{
	u32_t a = lwip_ntohl(addr);
	return lwip_htonl(a >> 31 == 0 ? 0xff000000 :
			  a >> 30 == 2 ? 0xffff0000 : 0xffffff00);
}

static void bad(const char *what, const char *text)
{
	uc_printk("ip=: %s is not valid: '%s' (ignored)\n", what, text);
}

static void bad6(const char *what, const char *word)
{
	uc_printk("ip6=: %s: '%s' (ignored)\n", what, word);
}

static bool parse4(const char *what, const char *s, ip4_addr_t *a)
{
	if (!*s)
		return false;
	if (ip4addr_aton(s, a))
		return true;
	bad(what, s);
	return false;
}

static void dns(int i, const char *s)
{
	ip_addr_t a;
	if (!*s)
		return;
	if (ipaddr_aton(s, &a))
		dns_setserver(i, &a);
	else
		bad("name server", s);
}

static void start_dhcp(struct uc_eth *e)
{
	e->started = uc_monotonic();
	if (dhcp_start(&e->nif) != ERR_OK)
		uc_printk("%s: no memory for DHCP\n", e->dev->name);
}

static void configure4(struct uc_eth *e, const char *word)
{
	char room[256], *f[FIELDS];
	ip4_addr_t addr, mask, gw;
	int n = split(word, room, f);
	if (n == 1 && is(f[0], "off", "none", "off")) {
		e->configured = true;
		return;
	}
	if (*f[HOST]) {
		uc_strlcpy(e->hostname, f[HOST], sizeof e->hostname);
		e->nif.hostname = e->hostname;
	}
	dns(0, f[DNS0]);
	dns(1, f[DNS1]);
	if (n == 1 && (!*f[0] || is(f[0], "dhcp", "on", "any") ||
		       is(f[0], "both", "bootp", "rarp"))) {
		start_dhcp(e);
		return;
	}
	if (!parse4("client address", f[CLIENT], &addr)) {
		if (is(f[AUTOCONF], "off", "none", "static"))
			e->configured = true;
		else
			start_dhcp(e);
		return;
	}
	if (!parse4("netmask", f[MASK], &mask))
		ip4_addr_set_u32(&mask, class_mask(ip4_addr_get_u32(&addr)));
	if (!parse4("gateway", f[GATEWAY], &gw))
		ip4_addr_set_zero(&gw);
	netif_set_addr(&e->nif, &addr, &mask, &gw);
	e->configured = true;
}

static void static6(struct uc_eth *e, const char *word)
{
	char room[128], *gateway, *len;
	ip6_addr_t a, g;
	s8_t slot = -1;
	uc_strlcpy(room, word, sizeof room);
	gateway = strchr(room, ',');
	if (gateway)
		*gateway++ = 0;
	len = strchr(room, '/');
	if (len)
		*len++ = 0;
	if (!ip6addr_aton(room, &a)) {
		bad6("not an address", word);
		return;
	}
	/* lwIP looks for neighbours among those with the same 64 bits, so that
	 * an address with another prefix would work by halves */
	if (len && strcmp(len, "64")) {
		bad6("the prefix length can only be 64", word);
		return;
	}
	if (gateway && !ip6addr_aton(gateway, &g)) {
		bad6("not a gateway's address", word);
		return;
	}
	ip6_addr_assign_zone(&a, IP6_UNICAST, &e->nif);
	if (netif_add_ip6_address(&e->nif, &a, &slot) != ERR_OK || slot < 0) {
		bad6("no room for the address", word);
		return;
	}
	if (!gateway)
		return;
	ip6_addr_assign_zone(&g, IP6_UNICAST, &e->nif);
	struct nd6_router_list_entry *r = &default_router_list[0];
	for (int i = 0; i < LWIP_ND6_NUM_NEIGHBORS; i++) {
		struct nd6_neighbor_cache_entry *c = &neighbor_cache[i];
		if (c->state != ND6_NO_ENTRY)
			continue;
		ip6_addr_set(&c->next_hop_address, &g);
		c->netif = &e->nif;
		c->state = ND6_INCOMPLETE;
		c->isrouter = 1;
		c->counter.probes_sent = 0;
		r->neighbor_entry = c;
		r->invalidation_timer = UINT32_MAX;
		return;
	}
}

static const char *word_for(const char *key, const struct uc_eth *e, int field)
{
	char name[16], room[256], *f[FIELDS];
	const char *w = NULL, *found = NULL;
	uc_netif_name(&e->nif, name);
	while ((w = uc_cmdline_next(key, w))) {
		bool named = false;
		if (field >= 0) {
			split(w, room, f);
			named = *f[field];
		}
		if (named ? !strcmp(f[field], name) : e == uc_net_eths)
			found = w;
	}
	return found;
}

void uc_net_configure(struct uc_eth *e)
{
	const char *w4 = word_for("ip", e, DEVICE);
	const char *w6 = word_for("ip6", e, -1);
	configure4(e, w4 ? w4 : e->dev->ip ? e->dev->ip : e == uc_net_eths ? "dhcp" : "off");
	netif_create_ip6_linklocal_address(&e->nif, 1);
	if (!w6 || strcmp(w6, "off"))
		netif_set_ip6_autoconfig_enabled(&e->nif, 1);
	if (w6 && !is(w6, "off", "auto", ""))
		static6(e, w6);
	nd6_tmr(); /* duplicate address detection and solicitation begin now */
}

void uc_net_no_device(void)
{
	const char *w = uc_cmdline_get("ip");

	if (w && !is(w, "off", "none", ""))
		uc_printk("ip=: there is no network device for '%s'\n", w);
}

static void settled(struct uc_eth *e)
{
	e->configured = true;
	uc_net_resolv_dirty = true;
	uc_wake(&settled_q, -1, 0);
}

void uc_net_config_tick(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next) {
		if (e->configured)
			continue;
		if (!e->complained && uc_monotonic() - e->started > GIVE_UP) {
			char name[16];
			uc_netif_name(&e->nif, name);
			e->complained = true;
			uc_printk("%s: no answer to DHCP; give an address with "
				  "ip=ADDRESS::GATEWAY:MASK, or ip=off\n", name);
			uc_wake(&settled_q, -1, 0);
		}
	}
}

static bool ipv4_settled(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (!e->configured && !e->complained)
			return false;
	return true;
}

bool uc_net_configured(void)
{
	return ipv4_settled() && !uc_net_tentative();
}

/* lwIP: an address changed. */
static void changed(struct netif *n, netif_nsc_reason_t reason,
		    const netif_ext_callback_args_t *args)
{
	(void)args;
	for (struct uc_eth *e = uc_net_eths; e; e = e->next) {
		if (&e->nif != n)
			continue;
		if (reason & (LWIP_NSC_IPV4_SETTINGS_CHANGED |
			      LWIP_NSC_IPV4_ADDRESS_CHANGED)) {
			if (!ip4_addr_isany_val(*netif_ip4_addr(n)))
				settled(e);
		} else if (reason & LWIP_NSC_IPV6_ADDR_STATE_CHANGED) {
			uc_wake(&settled_q, -1, 0);
		}
	}
}

void uc_net_config_listen(void)
{
	static netif_ext_callback_t cb;
	netif_add_ext_callback(&cb, changed);
}

int uc_net_wait_configured(uint64_t deadline)
{
	deadline = UC_MIN(deadline, uc_monotonic() + GIVE_UP);
	return uc_wait_until(&settled_q,
			     (uc_net_poll(), uc_net_configured()), deadline,
			     true);
}

bool uc_net_wait_ipv4(void)
{
	if (ipv4_settled())
		return false;
	uc_wait_until(&settled_q, (uc_net_poll(), ipv4_settled()), UINT64_MAX,
		      true);
	return true;
}
