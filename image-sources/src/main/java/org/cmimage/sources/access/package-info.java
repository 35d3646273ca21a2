/**
 * How HTTP servers are reached: by which proxy, and as which user, as apt decides it.
 *
 * <p>{@link org.cmimage.sources.access.ServerAccess} answers both for a URI, out of the environment
 * ({@code http_proxy} and its like), the head node's apt configuration (apt.conf(5),
 * apt_auth.conf(5)) and the logins of repositories. Passwords are in no text that anything here
 * returns.
 */
@NullMarked
package org.cmimage.sources.access;

import org.jspecify.annotations.NullMarked;
