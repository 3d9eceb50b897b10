/**
 * Redis: RESP2 and RESP3, inline commands, pipelines, transactions, subscriptions.
 *
 * <p>On the event loop of the flow. Imports the contract of {@code protocol} and nothing else of the proxy. What a command is, and
 * which of its arguments are keys, stands in {@code commands.tsv}.
 */
@NullMarked
package io.bulwark.proxy.protocol.redis;

import org.jspecify.annotations.NullMarked;
