/**
 * How HTTP servers are contacted: the choice of proxy and login, as apt makes it.
 *
 * <p>{@link org.cmimage.sources.access.ServerAccess} answers both for a URI, from the environment
 * ({@code http_proxy} and related variables), the head node's apt configuration (apt.conf(5),
 * apt_auth.conf(5)) and the logins of repositories. No text that this package returns contains a
 * password.
 */
@NullMarked
package org.cmimage.sources.access;

import org.jspecify.annotations.NullMarked;
