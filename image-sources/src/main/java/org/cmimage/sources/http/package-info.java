/**
 * HTTP/1.1: files requested from an offset on, through proxies and redirections, with the login for
 * a server.
 *
 * <p>{@link org.cmimage.sources.http.HttpTransport} follows redirections and adds logins; a {@code
 * Sender} exchanges one request and one response. A login is sent without waiting for a challenge,
 * is sent to no other server than its own, and is in no message.
 */
@NullMarked
package org.cmimage.sources.http;

import org.jspecify.annotations.NullMarked;
