package dev.weir.access;

/** Decides what a user may do. Must be fast: it is asked on every request of every door. */
public interface Authorizer {
  Decision authorize(User user, Attributes attributes);
}
