package dev.weir.client.kubeconfig;

/** A kubeconfig that cannot be read or leads nowhere; the message says what to do. */
public final class KubeconfigException extends RuntimeException {
  public KubeconfigException(String message) {
    super(message);
  }
}
