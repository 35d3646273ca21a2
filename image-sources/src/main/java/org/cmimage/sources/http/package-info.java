/**
 * HTTP/1.1: files asked for from an offset on, through proxies and redirections, as the user that a
 * server knows.
 *
 * <p>{@link org.cmimage.sources.http.HttpTransport} decides what is asked of whom; a {@code Sender}
 * exchanges one request and one answer. A login is sent at once, goes to no other server than its
 * own, and is in no message.
 */
@NullMarked
package org.cmimage.sources.http;

import org.jspecify.annotations.NullMarked;
