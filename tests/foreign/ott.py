"""ott: costs, geometries, Sinkhorn on small point clouds, soft sorting, matrix roots."""

import warnings

import jax
import jax.numpy as jnp
import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it imports jaxopt, which is no longer maintained
    from ott.geometry import costs, geodesic, geometry, pointcloud, regularizers
    from ott.math import matrix_square_root, unbalanced_functions
    from ott.math import utils as ott_math
    from ott.solvers import linear, quadratic
    from ott.tools import sinkhorn_divergence, sliced, soft_sort, unreg


def transport(x, y, a, b):
    geom = pointcloud.PointCloud(x, y, epsilon=0.5)
    return linear.solve(geom, a, b, max_iterations=100).reg_ot_cost


def plan(x, y):
    return linear.solve(pointcloud.PointCloud(x, y, epsilon=0.5), max_iterations=100).matrix


def scaling(x, y):
    geom = pointcloud.PointCloud(x, y, cost_fn=costs.SqEuclidean(), epsilon=0.5)
    return linear.solve(geom, lse_mode=False, max_iterations=100).reg_ot_cost


def unbalanced(x, y, a, b):
    geom = pointcloud.PointCloud(x, y, epsilon=0.5)
    return linear.solve(geom, a, b, tau_a=0.9, tau_b=0.8, max_iterations=100).reg_ot_cost


def from_cost(cost):
    return linear.solve(geometry.Geometry(cost, epsilon=0.3), max_iterations=100).dual_cost


def push(x, y, points):
    output = linear.solve(pointcloud.PointCloud(x, y, epsilon=0.5), max_iterations=100)
    return output.to_dual_potentials().transport(points)


def low_rank(x, y):
    geom = pointcloud.PointCloud(x, y).to_LRCGeometry()
    return geom.cost_matrix


def gromov(x, y):
    xx, yy = pointcloud.PointCloud(x), pointcloud.PointCloud(y)
    return quadratic.solve(xx, yy, epsilon=0.5, max_iterations=5).reg_gw_cost


def divergence(x, y):
    return sinkhorn_divergence.sinkdiv(x, y, epsilon=0.5)[0]


def on_line(x, y):
    return linear.solve_univariate(pointcloud.PointCloud(x, y)).ot_costs


def matched(x, y):
    return unreg.hungarian(pointcloud.PointCloud(x, y))[0]


def diffusion(graph, v):
    return geodesic.Geodesic.from_graph(graph, t=0.5).apply_kernel(v)


def functions():
    rng = np.random.default_rng(0)
    key = jax.random.key(0)

    def n(*shape):
        return jnp.asarray(rng.normal(size=shape), jnp.float32)

    def u(low, high, *shape):
        return jnp.asarray(rng.uniform(low, high, size=shape), jnp.float32)

    v, w = n(4), n(4)
    simple = {
        "SqEuclidean": costs.SqEuclidean(),
        "Euclidean": costs.Euclidean(),
        "EuclideanP": costs.EuclideanP(1.5),
        "PNormP": costs.PNormP(1.5),
        "SqPNorm": costs.SqPNorm(1.5),
        "Cosine": costs.Cosine(),
        "Arccos": costs.Arccos(1),
        "NegDotProduct": costs.NegDotProduct(),
        "RegTICost": costs.RegTICost(regularizers.L1(), lam=0.3),
    }
    for name, cost in simple.items():
        yield f"ott.geometry.costs.{name}", cost, (v, w), {}
    clouds = (n(5, 4), n(6, 4))
    yield "ott.geometry.costs.SqEuclidean.all_pairs", simple["SqEuclidean"].all_pairs, clouds, {}
    yield "ott.geometry.costs.Euclidean.all_pairs", simple["Euclidean"].all_pairs, clouds, {}
    centre = (jnp.array([0.2, 0.3, 0.5]), n(3, 4))
    yield "ott.geometry.costs.SqEuclidean.barycenter", costs.SqEuclidean().barycenter, centre, {}
    root = n(2, 2)
    covariance = root @ root.T + jnp.eye(2)
    packed = costs.mean_and_cov_to_x
    gaussians = (
        packed(n(2), covariance, 2),
        packed(n(2), jnp.array([[1.5, 0.2], [0.2, 0.8]]), 2),
    )
    yield "ott.geometry.costs.Bures", costs.Bures(2), gaussians, {}
    yield "ott.geometry.costs.SoftDTW", costs.SoftDTW(gamma=0.5), (n(6), n(5)), {}
    yield "ott.geometry.costs.mean_and_cov_to_x", packed, (n(2), covariance, 2), {}
    regs = {
        "L1": regularizers.L1(),
        "SqL2": regularizers.SqL2(),
        "STVS": regularizers.STVS(0.7),
        "SqKOverlap": regularizers.SqKOverlap(2),
    }
    for name, regularizer in regs.items():
        yield f"ott.geometry.regularizers.{name}", regularizer, (v,), {}
        yield f"ott.geometry.regularizers.{name}.prox", regularizer.prox, (v, 0.5), {}

    x, y = n(6, 2), n(7, 2) + 0.5
    a, b = jax.nn.softmax(n(6)), jax.nn.softmax(n(7))
    cloud = pointcloud.PointCloud(x, y, epsilon=0.5)
    yield (
        "ott.geometry.PointCloud.apply_lse_kernel",
        cloud.apply_lse_kernel,
        (
            n(6),
            n(7),
            0.5,
        ),
        {},
    )
    yield "ott.geometry.PointCloud.apply_kernel", cloud.apply_kernel, (n(6),), {}
    yield "ott.geometry.PointCloud.apply_cost", cloud.apply_cost, (n(6),), {}
    yield "ott.geometry.PointCloud.to_LRCGeometry", low_rank, (x, y), {}
    adjacency = jnp.abs(n(8, 8))
    graph = (adjacency + adjacency.T) * (1 - jnp.eye(8))
    yield "ott.geometry.Geodesic.apply_kernel", diffusion, (graph, n(8)), {}
    yield "ott.solvers.linear.solve", transport, (x, y, a, b), {}
    yield "ott.solvers.linear.solve[matrix]", plan, (x, y), {}
    yield "ott.solvers.linear.solve[scaling]", scaling, (x, y), {}
    yield "ott.solvers.linear.solve[unbalanced]", unbalanced, (x, y, a, b), {}
    yield "ott.solvers.linear.solve[cost]", from_cost, (jnp.abs(n(5, 6)),), {}
    yield "ott.problems.linear.DualPotentials.transport", push, (x, y, n(3, 2)), {}
    yield "ott.solvers.linear.solve_univariate", on_line, (n(6, 1), n(6, 1)), {}
    yield "ott.solvers.quadratic.solve", jax.jit(gromov), (x, n(5, 3)), {}
    yield "ott.tools.sinkhorn_divergence.sinkdiv", divergence, (x, y), {}
    yield "ott.tools.unreg.hungarian", matched, (n(6, 2), n(6, 2)), {}
    yield "ott.tools.unreg.wassdis_p", unreg.wassdis_p, (n(6, 2), n(6, 2)), {}
    projected = {"n_proj": 8, "rng": key}
    sliced_distance = lambda x, y: sliced.sliced_wasserstein(x, y, **projected)[0]
    yield "ott.tools.sliced.sliced_wasserstein", sliced_distance, (x, y), {}

    numbers = n(8)
    yield "ott.tools.soft_sort.ranks", soft_sort.ranks, (numbers,), {"epsilon": 0.05}
    yield "ott.tools.soft_sort.quantile", soft_sort.quantile, (numbers,), {"q": 0.4}
    yield "ott.tools.soft_sort.topk_mask", soft_sort.topk_mask, (numbers,), {"k": 3}
    yield "ott.tools.soft_sort.quantize", soft_sort.quantize, (numbers,), {"num_levels": 3}
    normal = (numbers, jnp.linspace(-1.0, 1.0, 8))
    name = "ott.tools.soft_sort.quantile_normalization"
    yield name, soft_sort.quantile_normalization, normal, {}

    yield "ott.math.matrix_square_root.sqrtm_only", matrix_square_root.sqrtm_only, (covariance,), {}
    name = "ott.math.matrix_square_root.inv_sqrtm_only"
    yield name, matrix_square_root.inv_sqrtm_only, (covariance,), {}
    sylvester = (covariance, covariance.T + jnp.eye(2), n(2, 2))
    name = "ott.math.matrix_square_root.solve_sylvester_bartels_stewart"
    yield name, matrix_square_root.solve_sylvester_bartels_stewart, sylvester, {}
    p, q = jax.nn.softmax(n(5)), jax.nn.softmax(n(5))
    yield "ott.math.utils.kl", ott_math.kl, (p, q), {}
    yield "ott.math.utils.gen_kl", ott_math.gen_kl, (p, q), {}
    yield "ott.math.utils.gen_js", ott_math.gen_js, (p, q), {}
    yield "ott.math.utils.gen_ent", ott_math.gen_ent, (p,), {}
    yield "ott.math.utils.lambertw", ott_math.lambertw, (u(0.1, 3.0, 5),), {}
    yield "ott.math.utils.norm", ott_math.norm, (n(4, 3),), {"axis": 1}
    yield "ott.math.utils.logsumexp", ott_math.logsumexp, (n(4, 3),), {"axis": 1}
    yield "ott.math.utils.softmin", ott_math.softmin, (n(4, 3), 0.5), {"axis": 1}
    yield "ott.math.utils.safe_log", ott_math.safe_log, (u(0.1, 1.0, 5),), {}
    projection = (jax.nn.softmax(n(2, 4, 5)), n(2, 5, 2), costs.SqEuclidean())
    yield "ott.math.utils.barycentric_projection", ott_math.barycentric_projection, projection, {}
    phi = unbalanced_functions.phi_star
    yield "ott.math.unbalanced_functions.phi_star", phi, (n(4), 0.8), {}
    slope = unbalanced_functions.derivative_phi_star
    yield "ott.math.unbalanced_functions.derivative_phi_star", slope, (n(4), 0.8), {}
