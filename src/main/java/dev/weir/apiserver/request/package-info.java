/**
 * What a request asks for, read from its path, its query and its body, and what is remarked of it
 * beside the answer.
 */
@NullMarked
package dev.weir.apiserver.request;

import org.jspecify.annotations.NullMarked;
