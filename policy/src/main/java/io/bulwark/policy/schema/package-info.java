/** The form of documents as data: what schemas of any kind are made of. Pure; no other package of the policy is needed. */
@NullMarked
package io.bulwark.policy.schema;

import org.jspecify.annotations.NullMarked;
