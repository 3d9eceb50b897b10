/** Redis from one end to the other: real clients, a real server, and Bulwark between them. */
package io.bulwark.proxy.redis;
