/**
 * What replicas tell each other of their proxies, and what is said of it in the status of documents.
 *
 * <p>Pure: no client, no I/O, no clock.
 */
@NullMarked
package io.bulwark.injector.report;

import org.jspecify.annotations.NullMarked;
