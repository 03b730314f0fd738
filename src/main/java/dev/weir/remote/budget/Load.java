package dev.weir.remote.budget;

/**
 * What is going on towards other registries, as numbers.
 *
 * @param requests that wait for their answer
 * @param bodies of blobs that are coming or going
 * @param waiting for a turn
 * @param held accounts that are not asked now, because they refused or failed
 */
public record Load(int requests, int bodies, int waiting, int held) {
  static final Load NONE = new Load(0, 0, 0, 0);

  Load and(Load other) {
    return new Load(
        requests + other.requests,
        bodies + other.bodies,
        waiting + other.waiting,
        held + other.held);
  }
}
