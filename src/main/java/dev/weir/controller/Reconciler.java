package dev.weir.controller;

/** Brings one thing to where it should be, from the state as it is now. */
public interface Reconciler {
  /**
   * Reconciles one key.
   *
   * @throws RuntimeException to be called again for this key, later each time
   */
  void reconcile(String key) throws InterruptedException;
}
