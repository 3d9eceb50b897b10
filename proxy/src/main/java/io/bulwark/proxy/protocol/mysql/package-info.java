/**
 * The client/server protocol of MySQL 4.1 and later and of MariaDB: logins, statements as text and prepared, result sets.
 *
 * <p>Runs on the event loop of its flow; imports only the contract, the stream and the SQL lexer below it.
 */
@NullMarked
package io.bulwark.proxy.protocol.mysql;

import org.jspecify.annotations.NullMarked;
