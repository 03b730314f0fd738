package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Path;

/** A stock kube-apiserver over etcd. */
class WorkloadsOfKubernetesTest extends WorkloadsElsewhereContract {
  @Override
  FollowedCluster startCluster(Path directory) throws IOException, InterruptedException {
    return KubeApiServer.start(directory);
  }
}
