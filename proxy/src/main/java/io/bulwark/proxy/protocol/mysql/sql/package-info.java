/**
 * What an SQL statement of MySQL or MariaDB does: its verbs, its tables, its normal form, and what is suspicious about its shape.
 *
 * <p>Plain reading of bytes in pieces of any size, without allocation. Knows nothing of the protocol that carried them. Runs on the
 * event loop of its flow.
 */
@NullMarked
package io.bulwark.proxy.protocol.mysql.sql;

import org.jspecify.annotations.NullMarked;
