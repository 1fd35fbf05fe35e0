// Owns the one node: it says of its pods what a kubelet would say, and runs none of them. The digest of an image says how
// it behaves: bad… crashes again and again, fa4e… is not what runs, every other one serves at once. A Job's pod ends at
// once: well, or with exit code 3 if its image is bad.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/cert"
)

const (
	nodeName = "node-1"
	logsPort = 10250
)

type node struct {
	client    kubernetes.Interface
	addresses atomic.Int32
}

func runNode(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 100, 200
	one := &node{client: kubernetes.NewForConfigOrDie(config)}
	// The API server answers some time after it was started.
	for one.register() != nil {
		time.Sleep(200 * time.Millisecond)
	}
	factory := informers.NewSharedInformerFactory(one.client, 0)
	_, err = factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(seen any) { one.tell(seen.(*core.Pod)) },
		UpdateFunc: func(_, seen any) { one.tell(seen.(*core.Pod)) },
	})
	if err != nil {
		return err
	}
	factory.Start(context.Background().Done())
	return serveLogs()
}

func (one *node) register() error {
	room := core.ResourceList{
		core.ResourceCPU:    resource.MustParse("100"),
		core.ResourceMemory: resource.MustParse("100Gi"),
		core.ResourcePods:   resource.MustParse("1000"),
	}
	_, err := one.client.CoreV1().Nodes().Create(context.Background(), &core.Node{
		ObjectMeta: meta.ObjectMeta{Name: nodeName, Labels: map[string]string{core.LabelHostname: nodeName}},
		Status: core.NodeStatus{
			Capacity:        room,
			Allocatable:     room,
			Addresses:       []core.NodeAddress{{Type: core.NodeInternalIP, Address: "127.0.0.1"}},
			DaemonEndpoints: core.NodeDaemonEndpoints{KubeletEndpoint: core.DaemonEndpoint{Port: logsPort}},
			Conditions:      []core.NodeCondition{{Type: core.NodeReady, Status: core.ConditionTrue, Reason: "KubeletReady"}},
		},
	}, meta.CreateOptions{})
	return err
}

// What cannot be told now is told when the pod changes again.
func (one *node) tell(pod *core.Pod) {
	pods := one.client.CoreV1().Pods(pod.Namespace)
	var err error
	switch {
	case pod.Spec.NodeName != nodeName:
	case pod.DeletionTimestamp != nil:
		err = pods.Delete(context.Background(), pod.Name, *meta.NewDeleteOptions(0))
	case pod.Status.PodIP == "":
		told := one.running(pod.DeepCopy())
		if crashes(pod) && !ofJob(pod) {
			one.warn(pod)
		}
		_, err = pods.UpdateStatus(context.Background(), told, meta.UpdateOptions{})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "node:", err)
	}
}

func (one *node) running(pod *core.Pod) *core.Pod {
	now := meta.Now()
	number := one.addresses.Add(1)
	status := &pod.Status
	status.Phase, status.StartTime = core.PodRunning, &now
	status.PodIP = fmt.Sprintf("10.1.%d.%d", number/250, number%250+1)
	status.PodIPs = []core.PodIP{{IP: status.PodIP}}
	for _, container := range pod.Spec.Containers {
		started := true
		status.ContainerStatuses = append(status.ContainerStatuses, core.ContainerStatus{
			Name:    container.Name,
			Image:   container.Image,
			ImageID: strings.Replace(container.Image, "@sha256:fa4e", "@sha256:0000", 1),
			Ready:   !crashes(pod) && !ofJob(pod),
			Started: &started,
			State:   core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: now}},
		})
	}
	switch {
	case ofJob(pod):
		end(status, crashes(pod))
	case crashes(pod):
		crash(status)
	}
	ready := core.ConditionTrue
	if !status.ContainerStatuses[0].Ready {
		ready = core.ConditionFalse
	}
	for _, kind := range []core.PodConditionType{core.PodInitialized, core.ContainersReady, core.PodReady} {
		status.Conditions = append(status.Conditions, core.PodCondition{Type: kind, Status: ready, LastTransitionTime: now})
	}
	return pod
}

func end(status *core.PodStatus, bad bool) {
	ended := core.ContainerStateTerminated{Reason: "Completed"}
	status.Phase = core.PodSucceeded
	if bad {
		ended = core.ContainerStateTerminated{Reason: "Error", ExitCode: 3}
		status.Phase = core.PodFailed
	}
	for index := range status.ContainerStatuses {
		status.ContainerStatuses[index].State = core.ContainerState{Terminated: &ended}
	}
}

func crash(status *core.PodStatus) {
	for index := range status.ContainerStatuses {
		one := &status.ContainerStatuses[index]
		one.RestartCount = 3
		one.State = core.ContainerState{Waiting: &core.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}
	}
}

func (one *node) warn(pod *core.Pod) {
	now := meta.Now()
	_, err := one.client.CoreV1().Events(pod.Namespace).Create(context.Background(), &core.Event{
		ObjectMeta:     meta.ObjectMeta{GenerateName: pod.Name + "."},
		InvolvedObject: core.ObjectReference{APIVersion: "v1", Kind: "Pod", Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
		Type:           core.EventTypeWarning,
		Reason:         "BackOff",
		Message:        "Back-off restarting failed container",
		Source:         core.EventSource{Component: "kubelet", Host: nodeName},
		FirstTimestamp: now,
		LastTimestamp:  now,
		Count:          3,
	}, meta.CreateOptions{})
	if err != nil {
		fmt.Fprintln(os.Stderr, "node:", err)
	}
}

func crashes(pod *core.Pod) bool {
	return strings.Contains(pod.Spec.Containers[0].Image, "@sha256:bad")
}

func ofJob(pod *core.Pod) bool {
	return len(pod.OwnerReferences) > 0 && pod.OwnerReferences[0].Kind == "Job"
}

// Where the API server asks for logs.
func serveLogs() error {
	certificate, key, err := cert.GenerateSelfSignedCertKey("127.0.0.1", nil, nil)
	if err != nil {
		return err
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return err
	}
	http.HandleFunc("/containerLogs/{namespace}/{pod}/{container}", func(answer http.ResponseWriter, asked *http.Request) {
		which := "this"
		if asked.URL.Query().Get("previous") == "true" {
			which = "the previous"
		}
		fmt.Fprintf(answer, "the last words of %s container %s\n", which, asked.PathValue("container"))
	})
	server := &http.Server{
		Addr:              fmt.Sprintf("127.0.0.1:%d", logsPort),
		TLSConfig:         &tls.Config{Certificates: []tls.Certificate{pair}},
		ReadHeaderTimeout: 10 * time.Second,
	}
	return server.ListenAndServeTLS("", "")
}
