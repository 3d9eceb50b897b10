/** What end-to-end tests run in: network namespaces, programs of the machine, and containers of our images. Needs root; never shipped. */
@NullMarked
package io.bulwark.testbed;

import org.jspecify.annotations.NullMarked;
