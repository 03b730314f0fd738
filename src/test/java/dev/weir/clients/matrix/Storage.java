package dev.weir.clients.matrix;

import java.io.IOException;

/** How Podman and Buildah run beside one another and the user's own. */
final class Storage {
  /** They read configurations, and send them even where they could mount them. */
  static final int CONFIGURATION = 1;

  private Storage() {}

  /** A program with a store of images of its own, which trusts what {@code certs.d} names. */
  static Program program(Site site, Home home, String name) throws IOException {
    home.trust();
    return new Program(
        home.client(
            name,
            "--root=" + home.path("root"),
            "--runroot=" + home.path("run"),
            "--storage-driver=vfs"));
  }

  /** Plain HTTP is what they must be told. */
  static String[] flags(Site site) {
    return site.flags("--tls-verify=false");
  }
}
