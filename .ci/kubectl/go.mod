module weir.dev/ci/kubectl

go 1.24

require (
	k8s.io/component-base v0.32.4
	k8s.io/kubectl v0.32.4
)
