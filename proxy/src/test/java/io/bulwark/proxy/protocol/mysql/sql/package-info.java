/** Tests of the SQL lexer. */
@NullMarked
package io.bulwark.proxy.protocol.mysql.sql;

import org.jspecify.annotations.NullMarked;
